#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <ostream>
#include <set>
#include <string>

#include "service/doctor/requirement.h"
#include "tests/unit/service/doctor/healthy_node.h"

namespace deepalive::service::doctor {
namespace {

using ::testing::HasSubstr;

// The row of this requirement; of the first role.
Judgement row_of(const Facts& facts, std::string_view id) {
  for (const Row& row : examine(facts)) {
    if (row.requirement->id == id) return row.judgement;
  }
  ADD_FAILURE() << "no requirement " << id;
  return {};
}

Error unseen() { return {Reason::internal_error, 0, "the look failed"}; }
Error no_service() { return {Reason::service_missing, 0, "no such service"}; }

probes::ServiceState stopped(bool disabled = false) {
  return {.phase = probes::ServicePhase::stopped, .disabled = disabled};
}

ClusterResource& resource_of(Facts& facts) { return (*facts.cluster)->resources.front(); }

// The role's resource is a script.
void give_script(Facts& facts, ScriptText text, const std::string& file = R"(C:\x\shop.vbs)") {
  ClusterResource& resource = resource_of(facts);
  resource.is_script = true;
  resource.type = "Generic Script";
  resource.role.clear();
  resource.file = file;
  resource.script = std::move(text);
  resource.timings = {};
}

ScriptText sample(const std::string& site, const std::string& app_pool) {
  return {.kind = ScriptKind::article, .role = {}, .site = site, .app_pool = app_pool};
}

ScriptText our_script() {
  return {.kind = ScriptKind::ours, .role = "shop", .site = {}, .app_pool = {}};
}

struct Change {
  const char* id;
  const char* what;
  std::function<void(Facts&)> change;
  State state;
  const char* found;
  const char* fix = "";
};

void PrintTo(const Change& change, std::ostream* out) { *out << change.id << ": " << change.what; }

class Rule : public ::testing::TestWithParam<Change> {};

TEST_P(Rule, SaysWhatIsWrongAndWhatToDo) {
  Facts facts = healthy_node();
  GetParam().change(facts);
  const Judgement judgement = row_of(facts, GetParam().id);
  EXPECT_EQ(to_name(judgement.state), to_name(GetParam().state)) << judgement.found;
  EXPECT_THAT(judgement.found, HasSubstr(GetParam().found));
  EXPECT_THAT(judgement.fix, HasSubstr(GetParam().fix));
  if (judgement.state == State::warning || judgement.state == State::fail) {
    EXPECT_FALSE(judgement.fix.empty()) << "nobody knows what to do";
  }
}

// The rows that look at one fact each fail to look when that could not be seen.
const Change kUnseen[] = {
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

INSTANTIATE_TEST_SUITE_P(Unseen, Rule, ::testing::ValuesIn(kUnseen));

const Change kNode[] = {
    {"web_server", "missing", [](Facts& f) { f.windows.iis = std::optional<std::string>(); },
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
    {"endpoint", "asks for a password", [](Facts& f) { f.agent.endpoints[0].status = 401U; },
     State::ok, "answers"},
    {"endpoint", "is another's", [](Facts& f) { f.agent.endpoints[0].status = 404U; }, State::fail,
     "404", "what else listens"}};

INSTANTIATE_TEST_SUITE_P(Node, Rule, ::testing::ValuesIn(kNode));

const Change kOfRole[] = {
    {"site", "other case",
     [](Facts& f) {
       f.roles[0].role.sites = {"shop"};
       f.iis->site_names["shop"] = {.index = 0};
     },
     State::warning, "'shop' is 'Shop' in IIS", "article's script"},
    {"site", "missing",
     [](Facts& f) {
       f.roles[0].role.sites = {"Shoop"};
       f.iis->site_names["Shoop"] = {.index = {}, .nearest = "Shop"};
     },
     State::fail, "no site 'Shoop' (did you mean 'Shop'?)", "IIS Manager"},
    {"site", "doubt",
     [](Facts& f) { f.iis->site_names["Shop"] = {.index = {}, .nearest = {}, .doubt = unseen()}; },
     State::could_not_look, "the look failed"},
    {"app_pool", "missing",
     [](Facts& f) {
       f.roles[0].role.app_pools = {"Other"};
       f.iis->app_pool_names["Other"] = {};
     },
     State::fail, "no application pool 'Other'", "every node"},
    {"app_pool", "other case",
     [](Facts& f) {
       f.roles[0].role.app_pools = {"shoppool"};
       f.iis->app_pool_names["shoppool"] = {.index = 0};
     },
     State::warning, "'shoppool' is 'ShopPool' in IIS", "article's script"},
    {"content", "not on this node now",
     [](Facts& f) {
       f.roles[0].content = probes::Finding::fail(Reason::path_missing, "'S:\\shop' is not there");
     },
     State::warning, "S:\\shop", "the role's disk"},
    {"content", "missing everywhere",
     [](Facts& f) {
       f.roles[0].role.placement = Placement::always;
       f.roles[0].content = probes::Finding::fail(Reason::path_missing, "'C:\\x' is not there");
     },
     State::fail, "C:\\x", "physical path"},
    {"registered", "nothing", [](Facts& f) { (*f.cluster)->resources.clear(); }, State::fail,
     "no resource of the cluster", "cluster register shop --mode dll"},
    {"registered", "always",
     [](Facts& f) {
       (*f.cluster)->resources.clear();
       f.roles[0].role.placement = Placement::always;
     },
     State::ok, "placement: always"},
    {"registered", "twice",
     [](Facts& f) { (*f.cluster)->resources.push_back(ClusterResource(resource_of(f))); },
     State::warning, "; ", "remove all but one"},
    {"registered", "by the article's script",
     [](Facts& f) { give_script(f, sample("Shop", "ShopPool")); }, State::ok, "Generic Script"},
    {"script_names", "site in another case",
     [](Facts& f) { give_script(f, sample("SHOP", "ShopPool")); }, State::fail, "SITE_NAME 'SHOP'",
     "case-sensitive"},
    {"script_names", "another pool",
     [](Facts& f) { give_script(f, sample("Shop", "DefaultAppPool")); }, State::fail,
     "APP_POOL_NAME 'DefaultAppPool'", "case-sensitive"},
    {"script_names", "right", [](Facts& f) { give_script(f, sample("Shop", "ShopPool")); },
     State::ok, "letter by letter"},
    {"same_files", "differ",
     [](Facts& f) { resource_of(f).copies[1].identity = std::string("1.1.0.0"); }, State::fail,
     "NODE2 1.1.0.0", "same version"},
    {"same_files", "missing",
     [](Facts& f) {
       resource_of(f).copies[1].identity = Error{Reason::path_missing, 0, "not there"};
     },
     State::fail, "missing on NODE2", "copy it"},
    {"timings", "polled too seldom", [](Facts& f) { resource_of(f).timings.is_alive = 3'600'000; },
     State::warning, "IsAlivePollInterval is 1h", "register shop"},
    {"timings", "polled too often", [](Facts& f) { resource_of(f).timings.looks_alive = 10; },
     State::warning, "LooksAlivePollInterval is 10ms", "register shop"},
    {"timings", "pending over deadlock", [](Facts& f) { resource_of(f).timings.pending = 90'000; },
     State::warning, "the lower of the two applies", "register shop"},
    {"timings", "a script's Online needs more",
     [](Facts& f) {
       give_script(f, our_script());
       resource_of(f).timings.pending = 60'000;
     },
     State::warning, "PendingTimeout is 1m", "register shop"},
    {"timings", "defaults", [](Facts& f) { resource_of(f).timings = {}; }, State::ok,
     "LooksAlive 5s, IsAlive 1m, pending 3m, deadlock 5m"},
    {"separate_monitor", "shared", [](Facts& f) { resource_of(f).separate_monitor = false; },
     State::warning, "shares its host process", "SeparateMonitor = 1"}};

INSTANTIATE_TEST_SUITE_P(OfRole, Rule, ::testing::ValuesIn(kOfRole));

TEST(Rules, FindEverythingWellOnAHealthyNode) {
  const Facts facts = healthy_node();
  const auto rows = examine(facts);
  EXPECT_EQ(rows.size(), all_requirements().size());
  for (const Row& row : rows) {
    EXPECT_EQ(row.judgement.state, State::ok) << row.requirement->id << ": " << row.judgement.found;
    EXPECT_TRUE(row.judgement.fix.empty()) << row.requirement->id;
  }
  EXPECT_EQ(exit_code_of(rows), 0);
}

TEST(Rules, TakeNothingForWellThatNobodyLookedAt) {
  Facts facts;
  facts.agent.has_config = true;
  facts.agent.endpoints = {{"127.0.0.1:9847", {}}};
  facts.roles.resize(1);
  facts.roles[0].role.sites = {"Shop"};
  for (const Row& row : examine(facts)) {
    if (row.requirement->id == "configuration") continue;
    EXPECT_EQ(row.judgement.state, State::could_not_look)
        << row.requirement->id << ": " << row.judgement.found;
  }
}

TEST(Rules, EachHasACaseWhereItCouldNotLookAndOneWhereItIsNotMet) {
  const auto has = [](std::string_view id, auto wanted) {
    const auto matches = [&](const Change& one) { return one.id == id && wanted(one.state); };
    return std::ranges::any_of(kUnseen, matches) || std::ranges::any_of(kNode, matches) ||
           std::ranges::any_of(kOfRole, matches);
  };
  for (const Requirement& one : all_requirements()) {
    const bool can_be_unmet = one.id != "offline_pinned" && one.id != "configuration";
    EXPECT_TRUE(one.id == "configuration" ||
                has(one.id, [](State state) { return state == State::could_not_look; }))
        << one.id;
    EXPECT_TRUE(!can_be_unmet || has(one.id, [](State state) {
      return state == State::warning || state == State::fail;
    })) << one.id;
  }
}

TEST(Requirements, HaveNamesOfTheirOwnAndOneRuleEach) {
  std::set<std::string_view> ids;
  for (const Requirement& one : all_requirements()) {
    EXPECT_TRUE(ids.insert(one.id).second) << one.id;
    EXPECT_NE(one.of_node == nullptr, one.of_role == nullptr) << one.id;
  }
}

TEST(ExitCode, IsThatOfTheWorstRowAndUnimportantRowsCannotMakeItUnknown) {
  Facts facts = healthy_node();
  const auto code = [&facts] { return exit_code_of(examine(facts)); };
  facts.windows.csc_assigned = unseen();
  EXPECT_EQ(code(), 0);
  facts.shared_config.offline_files_on = false;
  EXPECT_EQ(code(), 1);
  facts.iis = unseen();
  EXPECT_EQ(code(), 3);
  facts.services["ClusSvc"] = no_service();
  EXPECT_EQ(code(), 2);
}

}  // namespace
}  // namespace deepalive::service::doctor
