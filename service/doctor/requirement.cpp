#include "service/doctor/requirement.h"

#include <algorithm>
#include <array>

#include "service/doctor/rules/rules.h"

namespace deepalive::service::doctor {
namespace {

constexpr std::string_view kWindows = "Windows and IIS";
constexpr std::string_view kShared = "Shared configuration";
constexpr std::string_view kCluster = "Failover cluster";
constexpr std::string_view kAgent = "Agent";
constexpr std::string_view kRole = "Role";

constexpr std::string_view kOurs = "DeepAlive";

constexpr Requirement node(std::string_view id, std::string_view area, std::string_view text,
                           std::string_view source, std::string_view looks_at,
                           Judgement (*rule)(const Facts&), bool important = true) {
  return {id, area, text, source, looks_at, important, rule, nullptr};
}

constexpr Requirement role(std::string_view id, std::string_view text, std::string_view source,
                           std::string_view looks_at,
                           Judgement (*rule)(const Facts&, const RoleFacts&)) {
  return {id, kRole, text, source, looks_at, true, nullptr, rule};
}

constexpr auto kRequirements = std::to_array<Requirement>({
    node("web_server", kWindows, "Web Server role", "step 1", R"(HKLM\SOFTWARE\Microsoft\InetStp)",
         rules::web_server),
    node("iis_services", kWindows, "W3SVC and WAS run", "step 1", "the service control manager",
         rules::iis_services),
    node("iis_readable", kWindows, "IIS can be read", kOurs, "the administration API",
         rules::iis_readable),
    node("host_helper", kWindows, "Application Host Helper", "note to step 4",
         "the service AppHostSvc, its RequiredPrivileges on Windows Server 2008",
         rules::helper_service),
    node("doctor_rights", kWindows, "rights of this command", kOurs, "its own token",
         rules::doctor_rights),
    node("clock_service", kWindows, "Windows Time runs", kOurs, "the service W32Time",
         rules::clock_service, false),
    node("failover_clustering", kCluster, "Failover Clustering", "step 2", "the service ClusSvc",
         rules::failover_clustering),
    node("cluster_nodes", kCluster, "two nodes or more", "step 2", R"(HKLM\Cluster\Nodes)",
         rules::cluster_nodes),
    node("load_balancing", kCluster, "load balancing considered", "introduction",
         "the service WLBS", rules::load_balancing, false),
    node("legacy_scripts", kCluster, "no clusweb.vbs, clusftp.vbs", "note to the introduction",
         R"(the cluster's Generic Scripts; %windir%\System32\inetsrv)", rules::legacy_scripts),
    node("generic_scripts", kCluster, "Generic Scripts", "step 7",
         "the cluster's Generic Scripts and the text of each", rules::generic_scripts),
    node("vbscript", kCluster, "VBScript engine", kOurs,
         R"(HKLM\SOFTWARE\Classes\VBScript and the DLL of its class)", rules::vbscript_engine),
    node("node_clocks", kCluster, "clocks of the nodes agree", kOurs, "NetRemoteTOD of each node",
         rules::node_clocks, false),
    node("shared_config", kShared, "shared configuration is on", "step 4", "redirection.config",
         rules::shared_config_on),
    node("shared_config_share", kShared, "its share can be read", "step 3",
         "applicationHost.config on the share", rules::shared_config_share),
    node("shared_config_keys", kShared, "encryption keys", "step 4",
         R"(configEncKey.key on the share; %ProgramData%\Microsoft\Crypto\RSA\MachineKeys)",
         rules::shared_config_keys),
    node("offline_files", kShared, "Offline Files is on", "step 5",
         "OfflineFilesQueryStatus, the service CscService", rules::offline_files),
    node("offline_read_only", kShared, "its cache is read-only", "step 5",
         R"(ReadOnlyCache of HKLM\SYSTEM\CurrentControlSet\Services\CSC\Parameters)",
         rules::offline_read_only),
    node("offline_pinned", kShared, "the share is kept offline", "step 5",
         R"(HKLM\SOFTWARE\Policies\Microsoft\Windows\NetCache\AssignedOfflineFolders)",
         rules::offline_pinned, false),
    node("configuration", kAgent, "configuration", kOurs, "the configuration file",
         rules::configuration),
    node("agent_service", kAgent, "service DeepAlive runs", kOurs, "the service DeepAlive",
         rules::agent_service),
    node("agent_account", kAgent, "rights of the agent", kOurs, "ObjectName of the service",
         rules::agent_account),
    node("pipe", kAgent, "pipe answers", kOurs, "PING to the agent's pipe", rules::agent_pipe),
    node("endpoint", kAgent, "endpoint answers", kOurs,
         "GET /-/healthy of each address of agent.listen", rules::agent_endpoint),
    role("site", "site exists, spelled alike", "step 6", "the administration API", rules::site),
    role("app_pool", "pool exists, spelled alike", "step 6", "the administration API",
         rules::app_pool),
    role("content", "content is there", "step 6", "the physical paths of the sites",
         rules::content),
    role("registered", "the cluster asks for it", "step 7", R"(HKLM\Cluster\Resources)",
         rules::registered),
    role("script_names", "names in the script", "step 7",
         "SITE_NAME and APP_POOL_NAME of the article's script", rules::script_names),
    role("same_files", "same file on each node", "step 7",
         R"(the version of the DLL, the hash of the script, on \\node\admin$ or \\node\C$)",
         rules::same_files),
    role("timings", "polls and time-outs", kOurs,
         "LooksAlivePollInterval, IsAlivePollInterval, PendingTimeout, DeadlockTimeout",
         rules::timings),
    role("separate_monitor", "host process of its own", kOurs, "SeparateMonitor of the resource",
         rules::monitor),
});

}  // namespace

std::span<const Requirement> all_requirements() { return kRequirements; }

std::string_view to_name(State state) {
  switch (state) {
    case State::ok:
      return "ok";
    case State::warning:
      return "warning";
    case State::fail:
      return "fail";
    case State::could_not_look:
      return "could_not_look";
  }
  return "could_not_look";
}

std::vector<Row> examine(const Facts& facts) {
  std::vector<Row> rows;
  for (const Requirement& one : kRequirements) {
    if (one.of_node) rows.push_back({&one, {}, one.of_node(facts)});
  }
  for (const RoleFacts& role : facts.roles) {
    for (const Requirement& one : kRequirements) {
      if (one.of_role) rows.push_back({&one, role.role.name, one.of_role(facts, role)});
    }
  }
  return rows;
}

int exit_code_of(std::span<const Row> rows) {
  const auto any = [rows](State state, bool important_only = false) {
    return std::ranges::any_of(rows, [&](const Row& row) {
      return row.judgement.state == state && (row.requirement->important || !important_only);
    });
  };
  if (any(State::fail)) return 2;
  if (any(State::could_not_look, true)) return 3;
  return any(State::warning) ? 1 : 0;
}

}  // namespace deepalive::service::doctor
