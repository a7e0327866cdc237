#pragma once

#include <span>
#include <string>
#include <string_view>

namespace deepalive::cluster {

struct Filling {
  std::string_view name;
  std::string text;
};

// Replaces each {{name}}, once and from left to right: what was filled in is not looked at again,
// so that a site called {{role}} stays that. A name without a filling stays as it is.
std::string fill(std::string_view text, std::span<const Filling> fillings);

// Lines that end in \n end in \r\n afterwards, as Windows' own scripts have them.
std::string with_crlf(std::string_view text);

}  // namespace deepalive::cluster
