#include "tests/unit/service/doctor/healthy_node.h"

#include "service/doctor/registry_facts.h"
#include "tests/unit/service/doctor/registry_text.h"

namespace deepalive::service::doctor {
namespace {

constexpr std::string_view kRegistry = R"([SOFTWARE\Microsoft\Windows NT\CurrentVersion]
"ProductName"="Windows Server 2022 Datacenter"
"CurrentVersion"="6.3"
[SOFTWARE\Microsoft\InetStp]
"VersionString"="Version 10.0"
[SOFTWARE\Classes\VBScript\CLSID]
@="{B54F3741-5B07-11CF-A4B0-00AA004A55E8}"
[SOFTWARE\Classes\CLSID\{B54F3741-5B07-11CF-A4B0-00AA004A55E8}\InprocServer32]
@="C:\Windows\System32\vbscript.dll"
[SOFTWARE\Policies\Microsoft\Windows\NetCache\AssignedOfflineFolders]
"\\fs\iis"=""
[SYSTEM\CurrentControlSet\Services\AppHostSvc]
"RequiredPrivileges"=multi:SeChangeNotifyPrivilege|SeTcbPrivilege|SeImpersonatePrivilege
[SYSTEM\CurrentControlSet\Services\CSC\Parameters]
"ReadOnlyCache"=dword:00000001
[SYSTEM\CurrentControlSet\Services\DeepAlive]
"ObjectName"="LocalSystem"
[Cluster\Nodes\1]
"NodeName"="NODE1"
[Cluster\Nodes\2]
"NodeName"="NODE2"
[Cluster\ResourceTypes\DeepAlive IIS Role]
"DllName"="C:\Program Files\DeepAlive\deepalive_cluster.dll"
"LooksAlivePollInterval"=dword:00001388
[Cluster\ResourceTypes\Generic Script]
"DllName"="clusres.dll"
[Cluster\Resources\1f]
"Name"="DeepAlive shop"
"Type"="DeepAlive IIS Role"
"LooksAlivePollInterval"=dword:ffffffff
"IsAlivePollInterval"=dword:0000ea60
"PendingTimeout"=dword:0000ea60
"DeadlockTimeout"=dword:0000ea60
"SeparateMonitor"=dword:00000001
[Cluster\Resources\1f\Parameters]
"Role"="shop"
[Cluster\Resources\2f]
"Name"="IIS blog"
"Type"="Generic Script"
[Cluster\Resources\2f\Parameters]
"ScriptFilePath"="C:\Windows\System32\inetsrv\clusweb7.vbs"
[Cluster\Resources\3f]
"Name"="Cluster Disk 1"
"Type"="Physical Disk"
)";

probes::ServiceState running() { return {.phase = probes::ServicePhase::running, .process_id = 7}; }

probes::IisState iis_of_shop() {
  probes::IisState iis;
  iis.sites.push_back({.name = "Shop", .id = 1, .state = probes::RunState::started});
  iis.sites.back().app_pools = std::vector<std::string>{"ShopPool"};
  iis.app_pools.push_back({.name = "ShopPool", .state = probes::RunState::started});
  iis.site_names["Shop"] = {.index = 0};
  iis.app_pool_names["ShopPool"] = {.index = 0};
  return iis;
}

}  // namespace

std::string_view healthy_registry() { return kRegistry; }

Facts healthy_node() {
  const RegistryText registry(kRegistry);
  Facts facts;
  facts.node = "NODE1";
  facts.windows = read_windows(registry);
  facts.windows.vbscript_file = true;
  facts.windows.administrator = true;
  for (const char* name :
       {"W3SVC", "WAS", "AppHostSvc", "ClusSvc", "CscService", "W32Time", "DeepAlive"}) {
    facts.services[name] = running();
  }
  facts.services["WLBS"] = Error{Reason::service_missing, 0, "there is no service WLBS"};
  facts.iis = iis_of_shop();
  facts.cluster = read_cluster(registry);
  auto& resources = (*facts.cluster)->resources;
  // Whose script warns; the tests of scripts have their own.
  std::erase_if(resources, [](const ClusterResource& one) { return one.is_script; });
  resources.front().copies = {{"NODE1", std::string("1.0.0.0")}, {"NODE2", std::string("1.0.0.0")}};
  facts.legacy_files = std::vector<std::string>{"clusweb.vbs"};
  facts.shared_config.redirection =
      probes::Redirection{.enabled = true, .path = R"(\\fs\iis\web)", .user_name = "CORP\\iis"};
  facts.shared_config.share =
      probes::Finding{.outcome = Outcome::pass, .reason = Reason::ok, .detail = "it is readable"};
  facts.shared_config.key_file = true;
  facts.shared_config.node_keys = std::vector<std::string>{"iisConfigurationKey", "iisWasKey"};
  facts.shared_config.offline_files_on = true;
  facts.agent.config_file = "deepalive.yaml";
  facts.agent.has_config = true;
  facts.agent.pipe = std::string("DONE");
  facts.agent.endpoints = {{"127.0.0.1:9847", 200U}};
  facts.clocks = {{"NODE2", Duration(std::chrono::milliseconds(-20))}};
  RoleFacts shop;
  shop.role.name = "shop";
  shop.role.sites = {"Shop"};
  shop.content =
      probes::Finding{.outcome = Outcome::pass, .reason = Reason::ok, .detail = "can be read"};
  facts.roles = {shop};
  return facts;
}

}  // namespace deepalive::service::doctor
