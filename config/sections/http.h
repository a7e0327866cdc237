#pragma once

#include "config/reading/value.h"
#include "core/spec.h"

namespace deepalive::config {

// `secret_path` is where AsWritten keeps what references filled in: "roles.shop.checks.front.http".
HttpTarget read_http(const Value& value, const std::string& secret_path);

}  // namespace deepalive::config
