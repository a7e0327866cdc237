#include "config/choices.h"
#include "config/keys/tables.h"

namespace deepalive::config {
namespace {

constexpr ValueType kCheck = section(Scope::check);
constexpr ValueType kGroup = section(Scope::group);
constexpr ValueType kProgram = text("program");
constexpr ValueType kArgument = any_text("argument");
constexpr std::string_view kSelfMade =
    "is made from the role's services, sites and app_pools; give only its name to tune it";

constexpr Key kRoleKeys[] = {
    key(Scope::role, "placement", word(words_of<kPlacements>), "cluster",
        "cluster: the cluster decides on which node the role runs. always: there is no cluster, it "
        "runs on every node."),
    key(Scope::role, "services", list(kPlainText, 0, kMaxListed), R"(["W3SVC", "WAS"])",
        "The Windows services that it needs; each gets a check of its own, at level 1."),
    key(Scope::role, "sites", list(kPlainText, 0, kMaxListed), "[]",
        "Its sites in IIS; each gets a check of its own, at level 2."),
    key(Scope::role, "app_pools", list(kPlainText, 0, kMaxListed), "[]",
        "Its application pools, a check each at level 2. Without any, one check watches every pool "
        "that the sites' applications use."),
    key(Scope::role, "failure_condition_level", number(kFailureConditionLevel), "4",
        "A check counts when its level is at most this: 0 none, 1 services, 2 + sites, pools and "
        "content, 3 + worker processes, 4 + HTTP, ports and commands, 5 + degraded conditions and "
        "request queues."),
    key(Scope::role, "grace", duration(kGrace), "30s",
        "After coming online: alive until the first pass, or for this long."),
    key(Scope::role, "hold", duration(kHold), "30s",
        "How long the last verdict stands when nothing can be told any more."),
    key(Scope::role, "on_unknown", word(words_of<kUnknownPolicies>), "alive",
        "What is answered after that."),
    key(Scope::role, "stale_after", duration(kStaleAfter), "30s",
        "Older results say nothing; longer than any check's interval and timeout."),
    key(Scope::role, "checks", list(kCheck, 0, kMaxChecks), "",
        "What is looked at beside services, sites and pools, and the tuning of those."),
    key(Scope::role, "groups", list(kGroup, 0, kMaxListed), "",
        "Checks of which some may be down."),

    needed(Scope::check, "name", kNameType,
           "Its name within the role; that of a self-made check tunes that."),
    key(Scope::check, "http", section(Scope::http), "",
        "Kind: an HTTP request, and what its answer has to be."),
    key(Scope::check, "level", number(kLevel), "",
        "Counts in a role whose failure_condition_level is at least this. From defaults; 3 for "
        "worker_process, 5 for request_queue, 2 for content_path and shared_config."),
    key(Scope::check, "interval", duration(kInterval), "",
        "Between two looks. From defaults; what is read of IIS has iis.interval."),
    key(Scope::check, "fast_interval", duration(kInterval), "",
        "The same while a change is pending; not longer than interval. From defaults."),
    key(Scope::check, "timeout", duration(kTimeout), "",
        "Over one whole look. From defaults; what is read of IIS has iis.timeout."),
    key(Scope::check, "fall", number(kThreshold), "",
        "Fails in a row that turn it down. From defaults."),
    key(Scope::check, "rise", number(kThreshold), "",
        "Passes in a row that turn it up again. From defaults."),
    key(Scope::check, "scope", word(words_of<kScopes>), "",
        "node: of this node, another may be better off. shared: all nodes use it, so that the role "
        "is degraded and never unhealthy. By default node, of shared_config shared."),
    key(Scope::check, "depends_on", list(kNameType, 0, kMaxListed), "",
        "Checks of the role: while one of these that is shared is down, this one's fails are its "
        "fault."),
    refused(Scope::check, "service", kSelfMade),
    refused(Scope::check, "site", kSelfMade),
    refused(Scope::check, "app_pool", kSelfMade),
    key(Scope::check, "worker_process", section(Scope::worker_process), "",
        "Kind: that the worker processes of a pool live."),
    key(Scope::check, "request_queue", section(Scope::request_queue), "",
        "Kind: requests that wait for a worker process of a pool."),
    key(Scope::check, "content_path", section(Scope::content_path), "",
        "Kind: the folders that the role's sites are read from; {}."),
    key(Scope::check, "shared_config", section(Scope::shared_config), "",
        "Kind: the configuration that all nodes of a farm read from one share."),
    key(Scope::check, "tcp", section(Scope::tcp), "", "Kind: a connection that is accepted."),
    key(Scope::check, "command", section(Scope::command), "",
        "Kind: a program that looks, by its exit code."),

    needed(Scope::group, "name", kNameType, "Its name, that of no check of the role."),
    needed(Scope::group, "members", list(kNameType, 1, kMaxListed),
           "Checks of the role, none of them shared."),
    key(Scope::group, "require",
        text("all, any, a number or a share such as 50%",
             "all|any|0*[1-9][0-9]*|0*(?:100|[1-9][0-9]?)%"),
        "all", "How many of them must not be down."),
    key(Scope::group, "level", number(kLevel), "4", "As a check's."),

    needed(Scope::tcp, "address",
           text("host:port", R"((?:\[[^\]]+\]|[^\[\]:\s]+):0*[1-9][0-9]{0,4})"),
           "Where it is connected to, such as db.example.com:1433."),

    needed(Scope::command, "run", list(kProgram, kArgument, kMaxArguments),
           "The program, and its arguments. What takes an interpreter (.ps1, .bat) names that "
           "first."),

    needed(Scope::worker_process, "app_pool", kPlainText, "The application pool."),
    key(Scope::worker_process, "crashes", number(kCrashes), "3",
        "More unexpected ends than this within the window are a fail."),
    key(Scope::worker_process, "window", duration(kCrashWindow), "5m",
        "Over how long they are counted."),

    needed(Scope::request_queue, "app_pool", kPlainText, "The application pool."),
    key(Scope::request_queue, "degraded", number(kQueueLength), "",
        "So many requests or more degrade the role."),
    key(Scope::request_queue, "fail", number(kQueueLength), "", "So many or more are a fail."),

    key(Scope::shared_config, "offline_files", flag(), "false",
        "Also that Offline Files is on, which keeps a copy on the node."),
};

}  // namespace

std::span<const Key> role_keys() { return kRoleKeys; }

}  // namespace deepalive::config
