#pragma once

#include <string>
#include <string_view>

#include "config/keys/scope.h"

namespace deepalive::config {

// The names that the schemas have beside a configuration.
inline constexpr std::string_view kSchemaFile = "deepalive.schema.json";
inline constexpr std::string_view kWebSchemaFile = "web.schema.json";

// The first line of a file that editors with the YAML language server then know the keys of.
std::string modeline(std::string_view schema_file);

// JSON Schema (draft-07) of a file, made from the list of keys. It takes every file that load()
// takes; what it cannot know (names of checks, ranges of durations and sizes, files, what is given
// twice) it lets through.
std::string json_schema(Document document);

}  // namespace deepalive::config
