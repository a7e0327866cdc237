#pragma once

#include <memory>

#include "probes/iis/iis_control.h"

namespace deepalive::probes {

// Starts and stops through IIS's administration COM API, in process, and `starter` for services.
// Made, used and destroyed on one thread, which it brings into the multithreaded apartment. Each
// call makes its own manager and keeps nothing: it must see the configuration of now, and is rare.
//
// A start or stop by a method is not written into the configuration: after a restart of the
// services serverAutoStart and autoStart decide, as before (iis-admin.md, 2.3).
std::unique_ptr<IisControl> make_admin_api_control(std::unique_ptr<ServiceReader> services,
                                                   std::unique_ptr<ServiceStarter> starter);

}  // namespace deepalive::probes
