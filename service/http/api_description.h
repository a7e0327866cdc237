#pragma once

#include <string_view>

namespace deepalive::service {

// config/openapi.yaml, which describes what the endpoint answers.
std::string_view api_description();

}  // namespace deepalive::service
