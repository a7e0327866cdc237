#pragma once

#include <memory>
#include <string_view>

#include "core/time.h"
#include "probes/iis/simulated_changes.h"
#include "probes/service/service_state.h"

namespace deepalive::probes {

// The services of a simulated IIS: the block `services` of its file, and what a control changed.
class SimulatedServiceReader : public ServiceReader {
 public:
  // `file` is UTF-8.
  SimulatedServiceReader(
      std::string_view file, Clock clock,
      std::shared_ptr<SimulatedChanges> changes = std::make_shared<SimulatedChanges>());

  Result<ServiceState> query(std::string_view name) override;

 private:
  const std::shared_ptr<SimulatedChanges> changes_;
  SimulatedFile file_;
};

}  // namespace deepalive::probes
