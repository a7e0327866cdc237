#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

#include "config/environment.h"
#include "config/reading/value.h"

namespace deepalive::config {

// The text without the mark that Windows editors put before it.
std::string_view without_byte_order_mark(std::string_view text);

// Takes one file apart and hands its root to `read`, unless it cannot be taken apart or is empty,
// both of which are errors; the latter is `when_empty`. `file` is where the text stands: relative
// paths in it start at its folder. Throws nothing.
void read_document(std::string_view text, const std::filesystem::path& file,
                   const Environment& environment, std::string_view when_empty,
                   AsWritten& as_written, ProblemList& problems,
                   const std::function<void(const Value& root)>& read);

}  // namespace deepalive::config
