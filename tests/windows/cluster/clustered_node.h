#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/servers/fault_server.h"
#include "tests/servers/temporary_folder.h"
#include "tests/standins/cluster/cluster_registry.h"
#include "tests/standins/cluster/dll_node.h"
#include "tests/standins/cluster/script_node.h"
#include "tests/windows/cluster/agent_process.h"
#include "tests/windows/cluster/article_node.h"
#include "tests/windows/cluster_script/registered_class.h"

namespace deepalive::testing {

// What the cluster loads: ours, which ask the agent, or the sample script of Microsoft's article,
// beside which there is no agent.
enum class Link { dll, script, article };

// What a node's agent is configured with, beside the role: looks are ten times as frequent as by
// default, fall is 3.
struct NodeSettings {
  std::string policy = "alive";  // OnAgentUnreachable
  std::chrono::seconds hold{8};
  std::string database_url;  // of the check that all nodes share
};

// One node of a cluster: an application that answers by HTTP, a simulated IIS, an agent in a
// process of its own, and the cluster's resource for the role "shop".
class ClusteredNode {
 public:
  ClusteredNode(const standins::ClusterRegistry& registry, Link link, const NodeSettings& settings);

  std::shared_ptr<standins::ClusterNode> resource() const { return resource_; }
  const std::shared_ptr<standins::DllNode>& dll() const { return dll_; }  // null with a script
  AgentProcess& agent() { return agent_; }  // does not run beside the article's script
  FaultServer& application() { return application_; }
  const std::string& pipe() const { return pipe_; }

  // Whole states of the simulated IIS, with the names Shop and ShopPool.
  void set_iis(std::string_view sites, std::string_view rest = "");
  static constexpr std::string_view kStarted = "{id: 1, state: started, app_pools: [ShopPool]}";

  // One line to the agent's control pipe; empty when there is no answer within a second.
  std::string ask(const std::string& line) const;
  // Until the answer has this text in it, for twenty seconds.
  bool comes_to_say(const std::string& line, std::string_view expected) const;

 private:
  void configure(const NodeSettings& settings);

  TemporaryFolder folder_;
  const std::string pipe_;
  FaultServer application_;
  AgentProcess agent_;
  std::optional<cluster::test::RegisteredClass> class_;  // of a script
  std::shared_ptr<ArticleNode> article_;
  std::shared_ptr<standins::DllNode> dll_;
  std::shared_ptr<standins::ClusterNode> resource_;
};

}  // namespace deepalive::testing
