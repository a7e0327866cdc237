#pragma once

#include <memory>
#include <vector>

#include "tests/agreement/target.h"
#include "tests/servers/fault_server.h"

namespace deepalive::agreement {

// Servers that answer as they should not, one for each target; some only look as if.
class Faults {
 public:
  Faults();

  const std::vector<Target>& targets() const { return targets_; }

 private:
  Target& add(const std::string& name, const std::string& verdict, std::vector<testing::Step> steps,
              const testing::FaultServerOptions& options = {});
  void add_to_handshake(const std::string& name, const std::string& verdict,
                        std::vector<testing::Step> steps);
  void add_odd_ones();
  void add_ends();
  void add_malformed();
  void add_endless();

  std::vector<std::unique_ptr<testing::FaultServer>> servers_;
  testing::ClosedPort closed_;
  std::vector<Target> targets_;
};

}  // namespace deepalive::agreement
