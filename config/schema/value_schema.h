#pragma once

#include "config/keys/value_type.h"
#include "config/schema/json_text.h"

namespace deepalive::config {

// What a value of this type looks like to JSON Schema, as members of an object: YAML knows numbers
// and flags, the configuration text only, so that each may be written as both; and any text may be
// a reference, of which nothing is known before the file is loaded.
Json value_schema(const ValueType& type);

// A default as the file says it.
Json fallback_json(const ValueType& type, std::string_view fallback);

}  // namespace deepalive::config
