#pragma once

#include "config/reading/value.h"
#include "core/spec.h"

namespace deepalive::config {

// http.expect: what the response has to be.
void read_expectation(const Value& value, HttpExpectation& expect);

}  // namespace deepalive::config
