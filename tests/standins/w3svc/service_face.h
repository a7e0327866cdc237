#pragma once

#include "tests/standins/world/world_state.h"

namespace deepalive::standins {

// The name under which the SCM knows it.
const wchar_t* service_name(Service service);

// Answers the SCM as this service until it is stopped; for the process's main thread. W3SVC
// serves the sites over HTTP while it runs. Returns the process's exit code.
int run_service(Service service);

}  // namespace deepalive::standins
