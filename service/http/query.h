#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace deepalive::service {

// The value of a query's parameter, as it was sent; the last one wins. Few of ours can need
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

// "shop%2Ffront" -> "shop/front"; what is no such code stays as it is.
inline std::string percent_decoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    unsigned char byte = 0;
    if (text[0] == '%' && text.size() > 2 &&
        std::from_chars(text.data() + 1, text.data() + 3, byte, 16).ptr == text.data() + 3) {
      decoded += static_cast<char>(byte);
      text.remove_prefix(3);
    } else {
      decoded += text[0];
      text.remove_prefix(1);
    }
  }
  return decoded;
}

}  // namespace deepalive::service
