#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "tests/standins/cluster/script_node.h"
#include "tests/standins/world/world.h"

namespace deepalive::testing {

// A node whose resource is the sample script of Microsoft's article as it is, on an IIS of its own
// in the stand-in of the administration API. Wine 8's WMI does not know the short path by which the
// script asks for W3SVC, so it is lent a GetObject that leads to the stand-in's.
class ArticleNode final : public standins::ClusterNode {
 public:
  explicit ArticleNode(const std::filesystem::path& folder);

  // In the format of the simulated IIS. The script's own names are "Default Web Site" and
  // "DefaultAppPool".
  void set_iis(const std::string& yaml);

  std::string bring_online() override { return here().bring_online(); }
  std::string take_offline() override { return here().take_offline(); }
  void terminate() override { here().terminate(); }
  bool looks_alive() override { return here().looks_alive(); }
  bool is_alive() override { return here().is_alive(); }
  std::vector<standins::NodeNote> take_notes() override { return script_->take_notes(); }

 private:
  // The cluster calls one node at a time: while it calls this one, its world is the process's.
  standins::ScriptNode& here();

  const std::shared_ptr<standins::World> world_;
  std::unique_ptr<standins::ScriptNode> script_;
};

}  // namespace deepalive::testing
