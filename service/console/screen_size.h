#pragma once

#include "service/console/screen.h"

namespace deepalive::service {

// What the system says of standard output: the platform's part of measured_screen(). No width where
// it is no terminal, or one that does not know.
Screen native_screen();

}  // namespace deepalive::service
