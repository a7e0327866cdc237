#pragma once

#include <string>
#include <string_view>

namespace deepalive::config {

// Whether yaml_scalar() can write it so that the configuration takes it: UTF-8, not empty, not too
// long, no control characters.
bool is_writable(std::string_view text);

// A writable text as a YAML scalar that is read back as it is, also as a key and within [ ]. Only
// what needs quotes has them.
std::string yaml_scalar(std::string_view text);

// Text from elsewhere for a comment: one line of UTF-8, cut when it is very long.
std::string in_comment(std::string_view text);

}  // namespace deepalive::config
