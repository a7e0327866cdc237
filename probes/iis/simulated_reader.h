#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "core/time.h"
#include "probes/iis/iis_state.h"
#include "probes/iis/simulated_file.h"

namespace deepalive::probes {

// An IIS that is a YAML file (contract.md, section 3). faults.hang blocks in `block`, faults.error
// fails the reading.
class SimulatedReader : public IisReader {
 public:
  using Block = std::function<void(Duration)>;

  // `file` is UTF-8.
  SimulatedReader(std::string_view file, Clock clock);
  SimulatedReader(std::string_view file, Clock clock, Block block);

  Result<IisState> read(const IisQuery& query) override;

 private:
  const Clock clock_;
  const Block block_;
  SimulatedFile file_;
};

}  // namespace deepalive::probes
