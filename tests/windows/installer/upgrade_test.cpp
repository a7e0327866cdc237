#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <iostream>
#include <thread>

#include "probes/windows/utf8.h"
#include "service/pipe/pipe_client.h"
#include "service/pipe/pipe_names.h"
#include "tests/standins/cluster/mini_cluster.h"
#include "tests/windows/cluster/clustered_node.h"
#include "tests/windows/installer/installation.h"

// An upgrade on the node that has the role, under the stand-in of a failover cluster, with the
// resource DLL loaded from where the installer put it.
namespace deepalive::testing {
namespace {

using standins::ClusterEvent;
using standins::ClusterPolicy;
using standins::DllNode;
using standins::MiniCluster;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kSoon{60'000};
// The DLL's own default.
constexpr milliseconds kHold{30'000};

std::string msiexec(const std::string& what, const std::string& version) {
  std::string path = DEEPALIVE_MSI_FOLDER "/DeepAlive-" + version + "-x64.msi";
  for (char& c : path) c = c == '/' ? '\\' : c;
  return "msiexec /qn " + what + " \"" + path + "\"";
}

// Asks an agent again and again, and keeps the longest time without an answer.
class Watch {
 public:
  explicit Watch(std::string pipe) : pipe_(std::move(pipe)), thread_([this] { ask(); }) {}
  ~Watch() { stop(); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  milliseconds stop() {
    end_ = true;
    if (thread_.joinable()) thread_.join();
    return std::chrono::duration_cast<milliseconds>(longest_);
  }

 private:
  void ask() {
    auto last = steady_clock::now();
    while (!end_) {
      if (service::pipe_ask({service::PipeNames{pipe_}.control()}, "PING", 500ms)) {
        const auto now = steady_clock::now();
        longest_ = std::max(longest_, now - last);
        last = now;
      }
      std::this_thread::sleep_for(10ms);  // how finely the gap is measured
    }
    longest_ = std::max(longest_, steady_clock::now() - last);
  }

  const std::string pipe_;
  std::atomic<bool> end_ = false;
  steady_clock::duration longest_{};
  std::thread thread_;
};

class Upgrade : public ::testing::Test {
 protected:
  void SetUp() override {
    Installation::clean();
    folder_.write("iis.yaml",
                  "sites: {Shop: {id: 1, state: started, app_pools: [ShopPool]}}\n"
                  "app_pools: {ShopPool: {state: started}}\n");
    folder_.write("deepalive.yaml",
                  "agent: {listen: ['127.0.0.1:0'], pipe: " + pipe_ +
                      ", data_dir: data}\n"
                      "iis: {provider: simulated, simulated_file: iis.yaml, interval: 200ms}\n"
                      "defaults: {interval: 500ms, fast_interval: 100ms, timeout: 1s}\n"
                      "roles: {shop: {sites: [Shop], grace: 3s, stale_after: 6s}}\n");
    install(DEEPALIVE_THIS_VERSION);
  }
  void TearDown() override { Installation::clean(); }

  void install(const std::string& version) {
    const auto file = windows::to_utf8((folder_.path() / "deepalive.yaml").wstring());
    const Ended ended = run_to_end(msiexec("/i", version) + " CONFIG_FILE=\"" + file + "\"");
    // 3010: the DLL that the cluster has loaded is replaced at the next restart.
    ASSERT_TRUE(ended.code == ERROR_SUCCESS || ended.code == ERROR_SUCCESS_REBOOT_REQUIRED)
        << ended.code << '\n'
        << read_file(Installation::program_folder() / "install.log");
    exit_ = ended.code;
    ASSERT_EQ(Installation::versions(), version);
    ASSERT_EQ(Installation::service_state(), "running");
  }

  std::shared_ptr<DllNode> installed_node(const standins::ClusterRegistry& registry) {
    const std::wstring name = windows::to_wide(pipe_);
    const HKEY key = registry.resource_key(name);
    registry.set(key, L"Role", L"shop");
    registry.set(key, L"Pipe", name);
    // After its hold time the DLL would fail the role, so that a long upgrade shows.
    registry.set(key, L"OnAgentUnreachable", L"dead");
    DllNode::Options options;
    options.host.dll = Installation::program_folder() / "deepalive_cluster.dll";
    options.host.type = L"DeepAlive IIS Role";
    options.resource = name;
    options.key = key;
    return std::make_shared<DllNode>(std::move(options));
  }

  DWORD exit_ = 0;
  const TemporaryFolder folder_;
  const std::string pipe_ = "installed-" + folder_.path().filename().string();
};

TEST_F(Upgrade, OfTheNodeThatHasTheRoleFailsNothingOver) {
  const standins::ClusterRegistry registry(std::filesystem::path(CLUSAPI_FOLDER) / "clusapi.dll");
  const auto upgraded = installed_node(registry);
  ClusteredNode other(registry, Link::dll, {});
  ClusterPolicy policy;
  policy.looks_alive_interval = 200ms;
  policy.is_alive_interval = 1000ms;
  policy.restart_threshold = 0;
  MiniCluster cluster({{"a", upgraded}, {"b", other.resource()}}, policy);
  cluster.start_on("a");
  ASSERT_TRUE(cluster.wait_online_on("a", kSoon)) << cluster.story();

  Watch watch(pipe_);
  const auto begin = steady_clock::now();
  install(DEEPALIVE_NEXT_VERSION);
  const auto taken = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
  const auto answered = [&] {
    return service::pipe_ask({service::PipeNames{pipe_}.control()}, "ISALIVE shop", 1s);
  };
  // The role is still here for the new agent, and healthy.
  const auto end = steady_clock::now() + 20s;
  auto answer = answered();
  while ((!answer || answer->find("verdict=healthy") == std::string::npos) &&
         steady_clock::now() < end) {
    std::this_thread::sleep_for(20ms);  // another process is waited for
    answer = answered();
  }
  ASSERT_TRUE(answer) << answer.error().where;
  EXPECT_NE(answer->find("ALIVE verdict=healthy"), std::string::npos) << *answer;
  const milliseconds gap = watch.stop();
  EXPECT_LT(gap, kHold) << "the DLL's hold time would not have covered it";
  EXPECT_GT(gap, 0ms);
  EXPECT_FALSE(cluster.wait_for(
      [](const auto& view) { return view.count(ClusterEvent::What::failed) > 0; }, 3s))
      << cluster.story();
  EXPECT_EQ(cluster.owner(), "a") << cluster.story();
  EXPECT_EQ(cluster.state(), MiniCluster::State::online) << cluster.story();
  EXPECT_TRUE(upgraded->violations().empty()) << ::testing::PrintToString(upgraded->violations());
  std::cout << "upgrade " << taken.count() << " ms, exit code " << exit_
            << ", longest time without an answer " << gap.count() << " ms\n";
}

}  // namespace
}  // namespace deepalive::testing
