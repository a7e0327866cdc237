#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/time.h"
#include "probes/iis/iis_state.h"
#include "probes/iis/simulated_changes.h"

namespace deepalive::probes {

// An IIS that is a YAML file (contract.md, section 3), and what a control changed. faults.hang
// blocks in `block`, faults.error fails the reading.
class SimulatedReader : public IisReader {
 public:
  // `file` is UTF-8.
  SimulatedReader(std::string_view file, Clock clock, SimulatedBlock block = block_thread);
  SimulatedReader(std::string_view file, Clock clock, std::shared_ptr<SimulatedChanges> changes,
                  SimulatedBlock block = block_thread);

  Result<IisState> read(const IisQuery& query) override;

 private:
  const Clock clock_;
  const std::shared_ptr<SimulatedChanges> changes_;
  const SimulatedBlock block_;
  const std::string file_name_;
  SimulatedFile file_;
};

// What it says about the request queue of a pool.
Result<std::uint32_t> simulated_queue_length(SimulatedFile& file, const std::string& app_pool);

}  // namespace deepalive::probes
