#pragma once

#include <memory>

#include "probes/service/service_state.h"

namespace deepalive::probes {

// Asks the service control manager, with no more rights than a query needs. Used by one thread at a
// time; keeps its connection to the manager between queries and makes a new one after a failure.
std::unique_ptr<ServiceReader> make_scm_service_reader();

}  // namespace deepalive::probes
