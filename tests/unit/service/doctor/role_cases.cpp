#include "tests/unit/service/doctor/rule_cases.h"

namespace deepalive::service::doctor {
namespace {

const RuleCase kOfRole[] = {
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

}  // namespace

std::span<const RuleCase> role_cases() { return kOfRole; }

}  // namespace deepalive::service::doctor
