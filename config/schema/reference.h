#pragma once

#include <string>

namespace deepalive::config {

// docs/configuration.md: every key of both files with its values, its default and what it is for,
// in Markdown.
std::string reference();

}  // namespace deepalive::config
