#pragma once

#include <string_view>

// page.css and page.js, as the build embeds them.
namespace deepalive::service {

extern const std::string_view kPageStyle;
extern const std::string_view kPageScript;

}  // namespace deepalive::service
