#include "tests/unit/service/doctor/rule_cases.h"

namespace deepalive::service::doctor {
namespace {

const RuleCase kNode[] = {
    {"web_server", "no version", [](Facts& f) { f.windows.iis = std::optional<std::string>(); },
     State::ok, "does not tell its version"},
    {"web_server", "missing",
     [](Facts& f) {
       f.windows.iis = std::optional<std::string>();
       f.services["W3SVC"] = no_service();
     },
     State::fail, "not installed", "Install-WindowsFeature Web-Server"},
    {"web_server", "simulated", [](Facts& f) { f.agent.simulated = true; }, State::warning,
     "simulated IIS", "provider: simulated"},
    {"iis_services", "missing", [](Facts& f) { f.services["W3SVC"] = no_service(); }, State::fail,
     "no service W3SVC", "Web-Server"},
    {"iis_services", "stopped", [](Facts& f) { f.services["W3SVC"] = stopped(); }, State::fail,
     "W3SVC is stopped", "net start W3SVC"},
    {"iis_services", "disabled", [](Facts& f) { f.services["WAS"] = stopped(true); }, State::fail,
     "disabled", "start= auto"},
    {"iis_readable", "a broken file",
     [](Facts& f) {
       f.iis = Error{Reason::iis_config_unreadable, 0, "line 7"};
     },
     State::fail, "line 7", "repair"},
    {"host_helper", "a right is missing on 2008",
     [](Facts& f) {
       f.windows.version = std::optional<std::string>("6.0");
       f.windows.helper_rights = std::vector<std::string>{"SeChangeNotifyPrivilege"};
     },
     State::fail, "SeTcbPrivilege", "sc privs apphostsvc"},
    {"host_helper", "rights of 2008 are there",
     [](Facts& f) { f.windows.version = std::optional<std::string>("6.0"); }, State::ok,
     "article's note"},
    {"host_helper", "stopped", [](Facts& f) { f.services["AppHostSvc"] = stopped(); },
     State::warning, "stopped", "net start apphostsvc"},
    {"doctor_rights", "none", [](Facts& f) { f.windows.administrator = false; }, State::warning,
     "without the rights", "administrator"},
    {"clock_service", "stopped", [](Facts& f) { f.services["W32Time"] = stopped(); },
     State::warning, "stopped", "w32time"},
    {"failover_clustering", "missing", [](Facts& f) { f.services["ClusSvc"] = no_service(); },
     State::fail, "not installed", "Failover-Clustering"},
    {"failover_clustering", "in no cluster",
     [](Facts& f) { f.services["ClusSvc"] = stopped(true); }, State::fail, "in no cluster",
     "Add-ClusterNode"},
    {"failover_clustering", "stopped", [](Facts& f) { f.services["ClusSvc"] = stopped(); },
     State::fail, "stopped", "Start-ClusterNode"},
    {"cluster_nodes", "one", [](Facts& f) { (*f.cluster)->nodes.pop_back(); }, State::fail,
     "1: NODE1", "Add-ClusterNode"},
    {"load_balancing", "both", [](Facts& f) { f.services["WLBS"] = f.services["ClusSvc"]; },
     State::warning, "both run", "one of them"},
    {"load_balancing", "installed, not running", [](Facts& f) { f.services["WLBS"] = stopped(); },
     State::ok, "deprecated"},
    {"legacy_scripts", "in use",
     [](Facts& f) { give_script(f, {}, R"(C:\Windows\System32\inetsrv\ClusWeb.vbs)"); },
     State::fail, "ClusWeb.vbs", "cluster register"},
    {"generic_scripts", "the article's",
     [](Facts& f) { give_script(f, sample("Default Web Site", "DefaultAppPool")); }, State::warning,
     "SITE_NAME 'Default Web Site' and APP_POOL_NAME 'DefaultAppPool'", "--mode dll"},
    {"generic_scripts", "unread",
     [](Facts& f) {
       give_script(f, our_script());
       resource_of(f).script = unseen();
     },
     State::could_not_look, "could not be read"},
    {"generic_scripts", "ours", [](Facts& f) { give_script(f, our_script()); }, State::ok,
     "ours, for the role shop"},
    {"vbscript", "gone and needed",
     [](Facts& f) {
       give_script(f, our_script());
       f.windows.vbscript_file = false;
     },
     State::fail, "cannot come online", "DISM"},
    {"vbscript", "needed", [](Facts& f) { give_script(f, our_script()); }, State::warning,
     "needs it", "--mode dll"},
    {"vbscript", "gone and not needed",
     [](Facts& f) { f.windows.vbscript = std::optional<std::string>(); }, State::ok,
     "no resource needs it"},
    {"node_clocks", "behind",
     [](Facts& f) { f.clocks[0].ahead = Duration(std::chrono::seconds(-12)); }, State::warning,
     "NODE2 is 12 s behind", "w32tm"},
    {"node_clocks", "far ahead",
     [](Facts& f) { f.clocks[0].ahead = Duration(std::chrono::minutes(6)); }, State::fail,
     "6 min ahead", "w32tm"},
    {"shared_config", "off", [](Facts& f) { f.shared_config.redirection = probes::Redirection{}; },
     State::fail, "not enabled", "IIS Manager"},
    {"shared_config", "malformed",
     [](Facts& f) {
       f.shared_config.redirection = Error{Reason::shared_config_malformed, 0, "line 3"};
     },
     State::fail, "line 3", "export"},
    {"shared_config", "on a local disk",
     [](Facts& f) { f.shared_config.redirection->path = R"(C:\iis)"; }, State::warning,
     "not on a share", "fileserver"},
    {"shared_config_share", "gone",
     [](Facts& f) {
       f.shared_config.share = probes::Finding::fail(Reason::shared_config_unreadable, "gone");
     },
     State::fail, "gone", "bring the share back"},
    {"shared_config_share", "no rights",
     [](Facts& f) { f.shared_config.share = probes::Finding::own_fault("denied"); },
     State::could_not_look, "denied", "read the share"},
    {"shared_config_keys", "the share is gone",
     [](Facts& f) {
       f.shared_config.share = probes::Finding::fail(Reason::shared_config_unreadable, "gone");
       f.shared_config.key_file = false;
     },
     State::could_not_look, "the share cannot be read"},
    {"shared_config_keys", "no file", [](Facts& f) { f.shared_config.key_file = false; },
     State::fail, "configEncKey.key", "export"},
    {"shared_config_keys", "a key is missing",
     [](Facts& f) { f.shared_config.node_keys->pop_back(); }, State::fail, "no iisWasKey",
     "password of the encryption keys"},
    {"offline_files", "off", [](Facts& f) { f.shared_config.offline_files_on = false; },
     State::warning, "not on", "Sync Center"},
    {"offline_files", "no such feature", [](Facts& f) { f.services["CscService"] = no_service(); },
     State::warning, "no Offline Files", "Desktop Experience"},
    {"offline_read_only", "not set",
     [](Facts& f) { f.windows.csc_read_only = std::optional<std::uint32_t>(); }, State::warning,
     "not set", "REG ADD"},
    {"offline_read_only", "0",
     [](Facts& f) { f.windows.csc_read_only = std::optional<std::uint32_t>(0); }, State::warning,
     "is 0", "REG ADD"},
    {"configuration", "missing", [](Facts& f) { f.agent.has_config = false; }, State::fail,
     "there is no deepalive.yaml", "deepalive config init"},
    {"configuration", "no roles", [](Facts& f) { f.roles.clear(); }, State::warning, "no roles",
     "--merge"},
    {"agent_service", "missing", [](Facts& f) { f.services["DeepAlive"] = no_service(); },
     State::fail, "not installed", "deepalive service install"},
    {"agent_service", "stopped", [](Facts& f) { f.services["DeepAlive"] = stopped(); }, State::fail,
     "stopped", "deepalive service start"},
    {"agent_account", "another",
     [](Facts& f) { f.windows.agent_account = std::optional<std::string>("CORP\\svc"); },
     State::warning, "CORP\\svc", "Administrators"},
    {"pipe", "nobody listens",
     [](Facts& f) { f.agent.pipe = Error{Reason::agent_unreachable, 0, "no agent"}; }, State::fail,
     "no agent", "service start"},
    {"pipe", "somebody else's",
     [](Facts& f) { f.agent.pipe = Error{Reason::agent_not_trusted, 0, "process 7"}; }, State::fail,
     "process 7", "310"},
    {"endpoint", "nobody listens",
     [](Facts& f) { f.agent.endpoints[0].status = Error{Reason::connect_refused, 0, "refused"}; },
     State::fail, "127.0.0.1:9847: refused", "start the agent"},
    {"endpoint", "a port that nobody knows",
     [](Facts& f) { f.agent.endpoints[0].status = Error{Reason::not_observed, 0, "chosen"}; },
     State::could_not_look, "chosen", "agent.listen"},
    {"endpoint", "asks for a password", [](Facts& f) { f.agent.endpoints[0].status = 401U; },
     State::ok, "answers"},
    {"endpoint", "is another's", [](Facts& f) { f.agent.endpoints[0].status = 404U; }, State::fail,
     "404", "what else listens"}};

}  // namespace

std::span<const RuleCase> node_cases() { return kNode; }

}  // namespace deepalive::service::doctor
