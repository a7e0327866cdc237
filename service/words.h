#pragma once

#include <string>

#include "core/time.h"

namespace deepalive::service {

// An age as people say it, one unit: "340 ms", "12 s", "5 min", "3 h", "9 d".
std::string age_text(Duration age);

}  // namespace deepalive::service
