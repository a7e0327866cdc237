#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/standins/cluster/cluster_node.h"
#include "tests/standins/cluster/rhs_resource.h"

namespace deepalive::standins {

// A node whose resource is of a DLL. The node has its own copy of the DLL; a host that died is
// replaced at the next Online, as the cluster starts a new process (event 1146).
class DllNode final : public ClusterNode {
 public:
  struct Options {
    RhsOptions host;
    std::wstring resource;
    HKEY key = nullptr;  // of the resource, with this node's Parameters
    std::function<std::string()> standby;
  };
  // Loads and opens; throws std::runtime_error.
  explicit DllNode(Options options);

  std::string bring_online() override;
  std::string take_offline() override;
  void terminate() override;
  bool looks_alive() override;
  bool is_alive() override;
  HANDLE failure_event() override;
  void lost() override;
  std::string standby() override;
  std::vector<NodeNote> take_notes() override;

  // Of all hosts so far.
  std::vector<Violation> violations() const;
  // This node's copy of the DLL, of the host there is now.
  HMODULE module() const { return instance()->host.module(); }

 private:
  struct Instance {
    explicit Instance(const Options& options);
    RhsHost host;
    RhsResource resource;
  };

  std::shared_ptr<Instance> instance() const;

  const Options options_;
  mutable std::mutex mutex_;
  std::shared_ptr<Instance> instance_;               // guarded by mutex_
  std::vector<std::shared_ptr<RhsRecord>> records_;  // guarded by mutex_
  std::size_t violations_told_ = 0;
  std::size_t log_told_ = 0;
};

}  // namespace deepalive::standins
