#pragma once

#include <memory>

#include "core/time.h"
#include "probes/iis/iis_state.h"
#include "probes/service/service_state.h"

namespace deepalive::probes {

// Reads IIS through its administration COM API, in process. Made, used and destroyed on one thread,
// which it brings into the multithreaded apartment.
//
// The services W3SVC and WAS are asked first: while one does not run, states are not asked for (the
// calls would fail or stall) and count as stopped.
//
// Between readings only the manager is kept, everything obtained from it is released: parsing the
// configuration of thousands of sites every two seconds would cost more than all the rest. States
// are live in any case. Whether a manager shows what others change in the configuration is not
// documented, so it is replaced once a minute, every ten seconds while something that is wanted is
// missing, for a reading that is asked for anew, and after each failure.
std::unique_ptr<IisReader> make_admin_api_reader(std::unique_ptr<ServiceReader> services,
                                                 Clock clock);

}  // namespace deepalive::probes
