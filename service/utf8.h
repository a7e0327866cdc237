#pragma once

#include <cstddef>
#include <string_view>

namespace deepalive::service {

// How many bytes the UTF-8 sequence at the beginning of text has; 0 = it is none. (Unicode 15,
// table 3-7: no overlong forms, no surrogates, nothing past U+10FFFF.) text is not empty.
std::size_t utf8_length(std::string_view text);

}  // namespace deepalive::service
