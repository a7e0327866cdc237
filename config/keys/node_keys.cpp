#include "config/choices.h"
#include "config/keys/tables.h"

namespace deepalive::config {
namespace {

constexpr ValueType kAddress = text("host:port", R"((?:\[[^\]]+\]|[^\[\]:\s]+):[0-9]{1,5})");
constexpr ValueType kHost = text("host name", R"(\*|\[[^\]]+\]|[^\[\]:\s]+)");
constexpr ValueType kRole = section(Scope::role);
constexpr std::string_view kLater = "is not available in this version yet";
constexpr std::string_view kOfOneCheck = "is said of a single check; write it there";

constexpr Key kNodeKeys[] = {
    key(Scope::root, "agent", section(Scope::agent), "",
        "The agent itself: where it listens and writes."),
    key(Scope::root, "iis", section(Scope::iis), "", "How the node's IIS is read."),
    key(Scope::root, "defaults", section(Scope::defaults), "",
        "What every check has that does not say otherwise."),
    needed(Scope::root, "roles", by_name(kRole, kNamePattern, "role name", kMaxRoles),
           "The clustered websites by name; {} for none."),

    key(Scope::agent, "listen", list(kAddress, 0, kMaxListeners), R"(["127.0.0.1:9847"])",
        "Where the status page, /metrics and /health/<role> are served. Port 0: any free one."),
    key(Scope::agent, "agent_check", list(kAddress, 0, kMaxListeners), "[]",
        "Where HAProxy's agent-check is answered."),
    key(Scope::agent, "pipe", text("name", "[A-Za-z0-9._-]{1,64}"), "deepalive",
        R"(Name of the local pipe that the cluster asks, without \\.\pipe\.)"),
    key(Scope::agent, "data_dir", path(), "data",
        "Where the agent keeps what it remembers: state, journal, incidents."),
    key(Scope::agent, "log", section(Scope::log), "", "The agent's log."),
    key(Scope::agent, "journal", section(Scope::journal), "",
        "What was seen and judged, for 'deepalive history' and 'deepalive replay'."),
    key(Scope::agent, "web_config", path(), "",
        "File of TLS, client certificates, passwords and a rate limit for 'listen'; none if it is "
        "not given."),
    key(Scope::agent, "allowed_hosts", list(kHost, 0, kMaxAllowedHosts), "",
        "Names by which clients call 'listen' beside its addresses, localhost and the machine's "
        "name; \"*\" allows any."),

    key(Scope::log, "level", word(words_of<kLogLevels>), "info",
        "The least important kind of line that is written."),
    key(Scope::log, "file", path(), "logs/deepalive.log", "The log file."),
    key(Scope::log, "max_size", size(kLogSize), "10MiB", "How large it gets before a new one."),
    key(Scope::log, "keep", number(kLogKeep), "5", "How many old log files stay."),
    key(Scope::log, "events", path(), "",
        "File of the Event Log's events as lines of JSON; none if it is not given."),

    key(Scope::journal, "max_size", size(kJournalSize), "64MiB",
        "Of all journal files together; then the oldest go."),
    key(Scope::journal, "keep", duration(kJournalKeep), "14d", "Older journal files go too."),

    key(Scope::iis, "provider", word(words_of<kProviders>), "admin_api",
        "admin_api reads this node's IIS; simulated reads simulated_file, for trials and tests."),
    key(Scope::iis, "simulated_file", path(), "", "The simulated IIS, a YAML file."),
    key(Scope::iis, "interval", duration(kInterval), "2s",
        "How often all services, sites and pools are read together."),
    key(Scope::iis, "timeout", duration(kTimeout), "5s",
        "A reading that takes longer leaves their state unknown."),

    key(Scope::defaults, "level", number(kLevel), "4",
        "At which failure_condition_level of its role a check counts."),
    key(Scope::defaults, "interval", duration(kInterval), "5s", "Between two looks."),
    key(Scope::defaults, "fast_interval", duration(kInterval), "1s",
        "The same while a change is pending."),
    key(Scope::defaults, "timeout", duration(kTimeout), "3s", "Over one whole look."),
    key(Scope::defaults, "fall", number(kThreshold), "3", "Fails in a row that turn a check down."),
    key(Scope::defaults, "rise", number(kThreshold), "2", "Passes in a row that turn it up again."),
    refused(Scope::defaults, "http", kLater),
    refused(Scope::defaults, "scope", kOfOneCheck),
    refused(Scope::defaults, "depends_on", kOfOneCheck),
};

}  // namespace

std::span<const Key> node_keys() { return kNodeKeys; }

}  // namespace deepalive::config
