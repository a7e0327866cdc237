#pragma once

#include <functional>
#include <map>
#include <string>

#include "tests/servers/posix/child_process.h"
#include "tests/servers/temporary_folder.h"

namespace deepalive::testing {

// Debian's prometheus-blackbox-exporter with modules of its own, on a free port.
class BlackboxExporter {
 public:
  // modules: its whole configuration, YAML. Throws std::runtime_error with the exporter's own
  // words.
  explicit BlackboxExporter(const std::string& modules);

  // The metrics without labels of one probe. Throws when it does not answer with metrics.
  std::map<std::string, double, std::less<>> probe(const std::string& module,
                                                   const std::string& target) const;
  pid_t id() const { return process_->id(); }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<ChildProcess> process_;
  std::uint16_t port_ = 0;
};

}  // namespace deepalive::testing
