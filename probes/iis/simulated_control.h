#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "probes/iis/iis_control.h"
#include "probes/iis/simulated_changes.h"

namespace deepalive::probes {

// Starts and stops what a simulated IIS pretends to run; whoever shares its changes sees it. The
// faults of the file befall what goes through IIS, as they do with the reader: faults.hang blocks
// in `block`, faults.error fails the call. Services are another matter.
class SimulatedControl : public IisControl {
 public:
  // `file` is UTF-8.
  SimulatedControl(std::string_view file, Clock clock, std::shared_ptr<SimulatedChanges> changes,
                   SimulatedBlock block = block_thread);

  Result<std::vector<std::string>> app_pools_of(const std::string& site) override;
  Result<ServiceState> start_service(const std::string& name) override;
  Result<RunState> start_app_pool(const std::string& name) override;
  Result<RunState> start_site(const std::string& name) override;
  Result<RunState> stop_site(const std::string& name) override;

 private:
  std::optional<Error> pass_faults();

  SimulatedFile file_;
  const std::shared_ptr<SimulatedChanges> changes_;
  const SimulatedBlock block_;
};

}  // namespace deepalive::probes
