#pragma once

#include <algorithm>
#include <string_view>

namespace deepalive::service {

// The value of a query's parameter; the last one wins. Parameters of ours never need
// percent-decoding.
inline std::string_view parameter(std::string_view query, std::string_view name) {
  std::string_view value;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (pair.substr(0, equals) == name && equals != pair.npos) value = pair.substr(equals + 1);
  }
  return value;
}

}  // namespace deepalive::service
