#pragma once

#include <memory>

#include "service/doctor/registry.h"

namespace deepalive::service::doctor {

// This machine's, its 64-bit view.
std::shared_ptr<Registry> make_registry();

}  // namespace deepalive::service::doctor
