#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/iis_site.h"

namespace deepalive::config {

// "https/*:443:shop.example.com"
inline IisBinding binding(std::string_view text) {
  const auto slash = text.find('/');
  IisBinding made;
  made.protocol = text.substr(0, slash);
  made.information = text.substr(slash + 1);
  return made;
}

inline IisSite site(std::uint32_t id, std::string name, const std::vector<std::string>& bindings) {
  IisSite made;
  made.name = std::move(name);
  made.id = id;
  made.app_pools = std::vector<std::string>{"DefaultAppPool"};
  for (const std::string& text : bindings) made.bindings->push_back(binding(text));
  return made;
}

}  // namespace deepalive::config
