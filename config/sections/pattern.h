#pragma once

#include <optional>
#include <string>

namespace deepalive::config {

// Why a regular expression (Boost.Regex, Perl syntax, as the HTTP probe uses it) does not compile,
// and where in it. Null when it does.
std::optional<std::string> pattern_error(const std::string& pattern);

}  // namespace deepalive::config
