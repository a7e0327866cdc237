#include "tests/unit/service/doctor/rule_cases.h"

namespace deepalive::service::doctor {
namespace {

const RuleCase kUnseen[] = {
    {"web_server", "unseen", [](Facts& f) { f.windows.iis = unseen(); }, State::could_not_look,
     "the look failed"},
    {"iis_services", "unseen", [](Facts& f) { f.services["WAS"] = unseen(); },
     State::could_not_look, "the look failed"},
    {"iis_readable", "denied",
     [](Facts& f) {
       f.iis = Error{Reason::iis_access_denied, 5, "denied"};
     },
     State::could_not_look, "denied", "administrator"},
    {"host_helper", "unseen", [](Facts& f) { f.services["AppHostSvc"] = unseen(); },
     State::could_not_look, "the look failed"},
    {"doctor_rights", "unseen", [](Facts& f) { f.windows.administrator = unseen(); },
     State::could_not_look, "the look failed"},
    {"clock_service", "unseen", [](Facts& f) { f.services["W32Time"] = unseen(); },
     State::could_not_look, "the look failed"},
    {"failover_clustering", "unseen", [](Facts& f) { f.services["ClusSvc"] = unseen(); },
     State::could_not_look, "the look failed"},
    {"cluster_nodes", "unseen", [](Facts& f) { f.cluster = unseen(); }, State::could_not_look,
     "the look failed"},
    {"cluster_nodes", "no database", [](Facts& f) { f.cluster = std::optional<ClusterFacts>(); },
     State::could_not_look, "no cluster database"},
    {"load_balancing", "unseen", [](Facts& f) { f.services["WLBS"] = unseen(); },
     State::could_not_look, "the look failed"},
    {"legacy_scripts", "unseen", [](Facts& f) { f.cluster = unseen(); }, State::could_not_look,
     "the look failed"},
    {"generic_scripts", "unseen", [](Facts& f) { f.cluster = unseen(); }, State::could_not_look,
     "the look failed"},
    {"vbscript", "unseen", [](Facts& f) { f.windows.vbscript = unseen(); }, State::could_not_look,
     "the look failed"},
    {"node_clocks", "unseen",
     [](Facts& f) {
       f.clocks = {{"NODE2", unseen()}};
     },
     State::could_not_look, "NODE2: the look failed"},
    {"shared_config", "unseen", [](Facts& f) { f.shared_config.redirection = unseen(); },
     State::could_not_look, "the look failed"},
    {"shared_config_share", "hangs",
     [](Facts& f) {
       f.shared_config.share = Error{Reason::path_timeout, 0, "no answer within 5s"};
     },
     State::could_not_look, "no answer within 5s"},
    {"shared_config_share", "off",
     [](Facts& f) { f.shared_config.redirection = probes::Redirection{}; }, State::could_not_look,
     "not enabled"},
    {"shared_config_keys", "unseen", [](Facts& f) { f.shared_config.node_keys = unseen(); },
     State::could_not_look, "the look failed"},
    {"offline_files", "unseen", [](Facts& f) { f.shared_config.offline_files_on = unseen(); },
     State::could_not_look, "the look failed"},
    {"offline_read_only", "unseen", [](Facts& f) { f.windows.csc_read_only = unseen(); },
     State::could_not_look, "the look failed"},
    {"offline_pinned", "by hand",
     [](Facts& f) { f.windows.csc_assigned = std::vector<std::string>{R"(\\fs\ii)"}; },
     State::could_not_look, "cannot be seen", "Explorer"},
    {"agent_service", "unseen", [](Facts& f) { f.services["DeepAlive"] = unseen(); },
     State::could_not_look, "the look failed"},
    {"agent_account", "unseen", [](Facts& f) { f.windows.agent_account = unseen(); },
     State::could_not_look, "the look failed"},
    {"pipe", "nobody looked", [](Facts& f) { f.agent.pipe = {}; }, State::could_not_look,
     "nobody looked"},
    {"endpoint", "without a configuration", [](Facts& f) { f.agent.has_config = false; },
     State::could_not_look, "configuration"},
    {"endpoint", "a client certificate is asked for",
     [](Facts& f) {
       f.agent.endpoints[0].status = Error{Reason::tls_failed, 0, "alert 116"};
     },
     State::could_not_look, "127.0.0.1:9847: alert 116"},
    {"site", "unseen", [](Facts& f) { f.iis = unseen(); }, State::could_not_look,
     "the look failed"},
    {"app_pool", "unseen", [](Facts& f) { f.iis = unseen(); }, State::could_not_look,
     "the look failed"},
    {"content", "unseen", [](Facts& f) { f.roles[0].content = unseen(); }, State::could_not_look,
     "the look failed"},
    {"registered", "unseen", [](Facts& f) { f.cluster = unseen(); }, State::could_not_look,
     "the look failed"},
    {"registered", "a script that nobody could read",
     [](Facts& f) {
       give_script(f, {});
       resource_of(f).script = unseen();
     },
     State::could_not_look, "could not be read"},
    {"script_names", "unseen",
     [](Facts& f) {
       give_script(f, sample("Shop", "ShopPool"));
       f.iis = unseen();
     },
     State::could_not_look, "the look failed"},
    {"same_files", "a node that cannot be reached",
     [](Facts& f) { resource_of(f).copies[1].identity = unseen(); }, State::could_not_look,
     "NODE2: the look failed"},
    {"timings", "unseen", [](Facts& f) { f.cluster = unseen(); }, State::could_not_look,
     "the look failed"},
    {"separate_monitor", "unseen", [](Facts& f) { f.cluster = unseen(); }, State::could_not_look,
     "the look failed"}};

}  // namespace

std::span<const RuleCase> unseen_cases() { return kUnseen; }

}  // namespace deepalive::service::doctor
