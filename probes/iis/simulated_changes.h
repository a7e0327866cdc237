#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "core/result.h"
#include "core/time.h"
#include "probes/iis/simulated_file.h"
#include "probes/iis/simulated_node.h"

namespace deepalive::probes {

// What was started and stopped in a simulated IIS, which is not written into its file. It holds
// until the file has another content: then the file is the truth again.
//
// Readers and controls that follow the same file share one of these and see the same node. Any
// thread may call, each with a SimulatedFile of its own.
class SimulatedChanges {
 public:
  // The node as its file describes it, changed.
  Result<SimulatedFile::View> look(SimulatedFile& file);

  // Changes the node. An error of `change` leaves it as it was.
  using Change = std::function<std::optional<Error>(SimulatedNode&)>;
  std::optional<Error> change(SimulatedFile& file, const Change& change);

 private:
  Result<SimulatedFile::View> look_locked(SimulatedFile& file);

  // Also over looking at the file: who looks later must not see the older content.
  std::mutex mutex_;
  std::size_t fingerprint_ = 0;                   // of the content that was changed
  std::shared_ptr<const SimulatedNode> changed_;  // null = nothing was
};

// How the simulation takes its time: blocks the calling thread.
using SimulatedBlock = std::function<void(Duration)>;
void block_thread(Duration duration);

}  // namespace deepalive::probes
