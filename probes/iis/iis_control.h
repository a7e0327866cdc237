#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "probes/iis/iis_state.h"
#include "probes/service/service_state.h"

namespace deepalive::probes {

// Starts and stops what IIS runs, and the services under it. Blocks, for minutes if IIS does;
// throws nothing; made, used and destroyed on one thread. Names are UTF-8 and compared without
// case.
//
// One attempt per call: the caller has the deadline, and asks again while another state than the
// wanted one comes back, or an error that may pass.
class IisControl {
 public:
  virtual ~IisControl() = default;

  // Of the site's applications, in their order, each once, as IIS spells them (one that does not
  // exist: as the application does). Needs no service.
  virtual Result<std::vector<std::string>> app_pools_of(const std::string& site) = 0;

  // The state right after. What is started already, or just starting, is left alone.
  virtual Result<ServiceState> start_service(const std::string& name) = 0;
  virtual Result<RunState> start_app_pool(const std::string& name) = 0;
  virtual Result<RunState> start_site(const std::string& name) = 0;

  // The state right after. With a service of IIS stopped the site is stopped too, and not even
  // looked for; with a service on its way up or down the state is unknown.
  virtual Result<RunState> stop_site(const std::string& name) = 0;
};

// Is the error of a start or stop one that goes away by itself: is another attempt within the
// deadline worth it?
bool may_pass(const Error& error);

}  // namespace deepalive::probes
