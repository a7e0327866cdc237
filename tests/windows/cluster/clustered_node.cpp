#include "tests/windows/cluster/clustered_node.h"

#include <cstring>
#include <thread>

#include "cluster/script/generic_script.h"
#include "service/pipe/pipe_client.h"
#include "service/pipe/pipe_names.h"

namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;

std::string utf8(const std::filesystem::path& path) {
  const auto text = path.u8string();
  return {text.begin(), text.end()};
}

cluster::OnUnreachable policy_of(const std::string& word) {
  return word == "dead"    ? cluster::OnUnreachable::dead
         : word == "alive" ? cluster::OnUnreachable::alive
                           : cluster::OnUnreachable::basic;
}

}  // namespace

ClusteredNode::ClusteredNode(const standins::ClusterRegistry& registry, Link link,
                             const NodeSettings& settings)
    : pipe_("node-" + folder_.path().filename().string()),
      application_(answers(200)),
      agent_(folder_.path()) {
  if (link == Link::article) resource_ = article_ = std::make_shared<ArticleNode>(folder_.path());
  set_iis(std::string("{Shop: ") + std::string(kStarted) + "}");
  if (article_) return;
  configure(settings);
  agent_.start();
  const std::wstring name(pipe_.begin(), pipe_.end());
  if (link == Link::dll) {
    const HKEY key = registry.resource_key(name);
    registry.set(key, L"Role", L"shop");
    registry.set(key, L"Pipe", name);
    registry.set(key, L"OnAgentUnreachable",
                 std::wstring(settings.policy.begin(), settings.policy.end()));
    registry.set(key, L"AgentTimeout", 2000u);
    registry.set(key, L"HoldTime",
                 static_cast<std::uint32_t>(std::chrono::milliseconds(settings.hold).count()));
    registry.set(key, L"OnlineTimeout", 20'000u);
    standins::DllNode::Options options;
    options.host.dll = DEEPALIVE_PROGRAM_FOLDER L"\\deepalive_cluster.dll";
    options.host.type = L"DeepAlive IIS Role";
    options.host.own_copy = true;
    options.resource = name;
    options.key = key;
    dll_ = std::make_shared<standins::DllNode>(std::move(options));
    resource_ = dll_;
    return;
  }
  cluster::ScriptSettings script;
  script.role = "shop";
  script.sites = {"Shop"};
  script.program_folder = utf8(DEEPALIVE_PROGRAM_FOLDER);
  script.pipe = pipe_;
  script.on_unreachable = policy_of(settings.policy);
  script.hold = settings.hold;
  script.ask_timeout = 2000ms;  // of a machine that runs other tests beside
  script.online_timeout = 20s;
  folder_.write("shop.vbs", class_.emplace().use_in(cluster::generic_script(
                                script, cluster::ScriptLanguage::vbscript)));
  comes_to_say("PING", "DONE");  // Open says that the role is not here, once
  standins::ScriptNode::Options options;
  options.script = folder_.path() / "shop.vbs";
  options.resource = name;
  resource_ = std::make_shared<standins::ScriptNode>(std::move(options));
}

void ClusteredNode::configure(const NodeSettings& settings) {
  const std::string database = settings.database_url.empty()
                                   ? ""
                                   : "      - {name: database, scope: shared, http: {url: \"" +
                                         settings.database_url + "\"}}\n";
  folder_.write(
      "deepalive.yaml",
      "agent: {listen: ['127.0.0.1:0'], pipe: " + pipe_ +
          ", data_dir: ., log: {file: agent.log, level: debug}}\n"
          "iis: {provider: simulated, simulated_file: iis.yaml, interval: 200ms, timeout: 1s}\n"
          "defaults: {interval: 500ms, fast_interval: 100ms, timeout: 1s, fall: 3, rise: 2}\n"
          "roles:\n"
          "  shop:\n"
          "    sites: [Shop]\n"
          "    grace: 3s\n"
          "    stale_after: 6s\n"
          "    checks:\n"
          "      - name: front\n" +
          (database.empty() ? "" : "        depends_on: [database]\n") + "        http: {url: \"" +
          application_.url("/health") + "\"}\n" + database);
}

void ClusteredNode::set_iis(std::string_view sites, std::string_view rest) {
  std::string yaml = "sites: " + std::string(sites) + "\n" + std::string(rest);
  if (yaml.find("app_pools:\n") == yaml.npos && yaml.find("app_pools: {ShopPool:") == yaml.npos) {
    yaml += "app_pools: {ShopPool: {state: started}}\n";
  }
  if (!article_) return folder_.write("iis.yaml", yaml);
  for (const auto& [ours, its] :
       {std::pair("ShopPool", "DefaultAppPool"), std::pair("Shop:", "Default Web Site:")}) {
    for (std::size_t at = 0; (at = yaml.find(ours, at)) != yaml.npos; at += std::strlen(its)) {
      yaml.replace(at, std::strlen(ours), its);
    }
  }
  article_->set_iis(yaml);
}

std::string ClusteredNode::ask(const std::string& line) const {
  const auto answer =
      service::pipe_ask({service::PipeNames{pipe_}.control()}, line, std::chrono::seconds(1));
  return answer ? *answer : "";
}

bool ClusteredNode::comes_to_say(const std::string& line, std::string_view expected) const {
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (ask(line).find(expected) == std::string::npos) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(20ms);  // another process is waited for
  }
  return true;
}

}  // namespace deepalive::testing
