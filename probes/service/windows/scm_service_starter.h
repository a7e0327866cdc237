#pragma once

#include <memory>

#include "probes/service/service_state.h"

namespace deepalive::probes {

// Lets the service control manager start services, with no more rights than that needs. Keeps
// nothing between calls.
std::unique_ptr<ServiceStarter> make_scm_service_starter();

}  // namespace deepalive::probes
