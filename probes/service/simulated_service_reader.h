#pragma once

#include <string_view>

#include "core/time.h"
#include "probes/iis/simulated_file.h"
#include "probes/service/service_state.h"

namespace deepalive::probes {

// The services of a simulated IIS: the block `services` of its file.
class SimulatedServiceReader : public ServiceReader {
 public:
  // `file` is UTF-8.
  SimulatedServiceReader(std::string_view file, Clock clock);

  Result<ServiceState> query(std::string_view name) override;

 private:
  SimulatedFile file_;
};

}  // namespace deepalive::probes
