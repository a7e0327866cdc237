#include "service/events/event_list.h"

#include <algorithm>
#include <array>

namespace deepalive::service {
namespace {

using enum EventSeverity;
using Category = EventCategory;

constexpr std::array kCategories = {Category::agent, Category::configuration, Category::role,
                                    Category::iis, Category::pipe};

constexpr std::string_view kVerdictInserts = "role,before,reason,check,detail,is_alive,incident";

constexpr auto kEvents = std::to_array<EventInfo>({
    {EventId::started, information, Category::agent, "started", "version,process,roles,iis",
     "DeepAlive %1 has started as process %2: %3 roles, IIS by %4.", "The agent looks and answers.",
     "Nothing. More than one without a 101 between them: the process ended without a word, see the "
     "System log."},
    {EventId::stopped, information, Category::agent, "stopped", "version,process,ran_for",
     "DeepAlive %1, process %2, has stopped after %3.", "The agent was asked to stop and did.",
     "Nothing, if somebody wanted that: nobody answers the cluster until it is started again."},
    {EventId::configuration_loaded, information, Category::configuration, "configuration_loaded",
     "file,roles,checks,warnings,changes",
     "The configuration %1 is in force: %2 roles, %3 checks, %4 warnings; %5.",
     "A configuration was taken over.", "With warnings: deepalive config check."},
    {EventId::configuration_refused, error, Category::configuration, "configuration_refused",
     "file,problems,consequence", "The configuration %1 is refused: %2 Therefore %3.",
     "A configuration has errors; none of it is taken over.",
     "Correct what is named; deepalive config check shows all of it."},
    {EventId::role_healthy, information, Category::role, "role_healthy", "role,before",
     "Role %1 is healthy; it was %2.", "A role's verdict became healthy.", "Nothing."},
    {EventId::role_degraded, warning, Category::role, "role_degraded", kVerdictInserts,
     "Role %1 is degraded; it was %2. %5. Reason %3, check %4. IsAlive is answered %6. "
     "Evidence: incident %7.",
     "A role's verdict became degraded: something is wrong that a failover is not asked for.",
     "Look at the check: deepalive status, deepalive incident."},
    {EventId::role_unhealthy, error, Category::role, "role_unhealthy", kVerdictInserts,
     "Role %1 is unhealthy; it was %2. %5. Reason %3, check %4. IsAlive is answered %6. "
     "Evidence: incident %7.",
     "A role's verdict became unhealthy: the cluster is asked to fail it over.",
     "Look at the check: deepalive status, deepalive incident."},
    {EventId::role_unknown, warning, Category::role, "role_unknown", kVerdictInserts,
     "Nothing can tell about role %1; it was %2. %5. Reason %3, check %4. IsAlive is answered %6. "
     "Evidence: incident %7.",
     "A role's verdict became unknown: the last answer is held, then on_unknown applies.",
     "Find out why the checks cannot look; 301 may say so."},
    {EventId::maintenance_started, warning, Category::role, "maintenance_started",
     "role,until,reason",
     "Role %1 is in maintenance until %2: %3. It is answered alive, whatever is found.",
     "Somebody began or prolonged a role's maintenance on this node.",
     "Nothing; deepalive maintenance end ends it early."},
    {EventId::maintenance_ended, information, Category::role, "maintenance_ended", "role,why",
     "Maintenance of role %1 has ended: %2.", "It was ended on request, or its time was over.",
     "Nothing. What is found counts again."},
    {EventId::placement_changed, information, Category::role, "placement_changed",
     "role,before,placement", "Role %1 is %3 on this node; it was %2.",
     "The cluster brought a role online here, or took it offline.", "Nothing."},
    {EventId::watchdog_ended_agent, error, Category::agent, "watchdog_ended_agent", "process,why",
     "The watchdog has ended the agent, process %1: %2.",
     "A thread of the agent hung, or it used up memory or handles: it ended itself, so that it is "
     "started again. The next one writes why into its log.",
     "Report it, with the agent's log and the newest file in data_dir\\dumps."},
    {EventId::iis_unreadable, error, Category::iis, "iis_unreadable", "reason,detail",
     "IIS could not be read, reason %1: %2.",
     "A look at IIS as a whole failed; once, until one succeeds again.",
     "Roles that HTTP checks still reach go on as degraded. Look at what the reason says: rights, "
     "applicationHost.config, a hanging WAS."},
    {EventId::iis_readable, information, Category::iis, "iis_readable", "after",
     "IIS can be read again, after %1.", "The first look at IIS that succeeds after a 301.",
     "Nothing."},
    {EventId::pipe_not_created, error, Category::pipe, "pipe_not_created", "pipe,why",
     "The pipe %1 could not be created: %2. It is tried again each second.",
     "Most likely another process has a pipe of this name; once, until it can be created.",
     "End that process, or choose another agent.pipe. Until then nobody is answered on this pipe."},
    {EventId::pipe_created, information, Category::pipe, "pipe_created", "pipe",
     "The pipe %1 has been created after all.", "The first success after a 310.", "Nothing."},
});

}  // namespace

std::string_view to_name(EventSeverity severity) {
  constexpr std::array<std::string_view, 3> kNames = {"information", "warning", "error"};
  return kNames.at(static_cast<std::size_t>(severity));
}

std::span<const EventCategory> all_event_categories() { return kCategories; }

std::string_view to_name(EventCategory category) {
  constexpr std::array<std::string_view, 5> kNames = {"Agent", "Configuration", "Role", "IIS",
                                                      "Pipe"};
  return kNames.at(static_cast<std::size_t>(category) - 1);
}

std::span<const EventInfo> all_events() { return kEvents; }

const EventInfo& info_of(EventId id) { return *std::ranges::find(kEvents, id, &EventInfo::id); }

std::vector<std::string_view> insert_names(const EventInfo& info) {
  std::vector<std::string_view> names;
  for (std::string_view left = info.inserts; !left.empty();) {
    const std::size_t comma = std::min(left.find(','), left.size());
    names.push_back(left.substr(0, comma));
    left.remove_prefix(std::min(comma + 1, left.size()));
  }
  return names;
}

std::optional<std::size_t> insert_at(const EventInfo& info, std::string_view name) {
  const auto names = insert_names(info);
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::string message_text(const EventInfo& info) {
  return std::string(info.message) + "%" + std::to_string(insert_names(info).size() + 1);
}

}  // namespace deepalive::service
