#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/standins/cluster/cluster_node.h"
#include "tests/standins/script_host/script_thread.h"

namespace deepalive::standins {

// A node whose resource is a Generic Script, with the documented life cycle:
//   Open       load, Open, Close, unload       LooksAlive, IsAlive   as they stand
//   Online     load, Open, Online              Offline               Offline, Close, unload
//   Terminate  load if needed, Open, Terminate, Close, unload
// A runtime error is a failure (not documented). An entry point that does not return within
// PendingTimeout is event 1232; from then on the resource is in hang mode: every request is refused
// (event 1233), until the node is made anew. The hung thread is left behind.
class ScriptNode final : public ClusterNode {
 public:
  struct Options {
    std::filesystem::path script;  // .vbs or .js
    std::wstring resource;
    std::chrono::milliseconds pending_timeout{180'000};
    std::vector<std::pair<std::wstring, std::wstring>> properties;
    std::function<std::string()> standby;
  };
  // Performs the Open action. Throws std::invalid_argument when the file cannot be used.
  explicit ScriptNode(Options options);
  ~ScriptNode() override;

  std::string bring_online() override;
  std::string take_offline() override;
  void terminate() override;
  bool looks_alive() override;
  bool is_alive() override;
  std::string standby() override;
  std::vector<NodeNote> take_notes() override;

  bool hangs() const { return !hung_in_.empty(); }

 private:
  // Empty: success.
  std::string load();
  std::string call(const std::wstring& entry, bool required = false);
  std::string judge(const std::wstring& entry, const std::optional<CallOutcome>& outcome);
  bool refused(const std::wstring& entry);
  void unload();
  bool ask(const std::wstring& entry);

  const Options options_;
  std::wstring language_;
  std::wstring text_;
  std::unique_ptr<ResourceObject> resource_;
  std::unique_ptr<ScriptThread> thread_;
  std::wstring hung_in_;
  std::vector<NodeNote> notes_;
};

}  // namespace deepalive::standins
