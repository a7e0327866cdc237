#include "config/sections/role.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "config/choices.h"
#include "config/reading/mapping.h"
#include "config/reading/text.h"
#include "config/sections/check.h"
#include "config/sections/groups.h"
#include "config/self_made.h"
#include "core/protocol.h"
#include "core/schedule.h"
#include "core/units.h"

namespace deepalive::config {
namespace {

// Windows and IIS compare these names without case.
void read_names(const Mapping& mapping, std::string_view key, std::vector<std::string>& names) {
  const Value* value = mapping.find(key);
  if (value == nullptr) return;
  const auto items = value->list(kMaxListed, "a list of names such as [Shop], or [] for none");
  if (!items) return;
  names.clear();
  for (const Value& item : *items) {
    const auto name = item.plain_text("a name");
    if (!name) continue;
    const auto same = [&name](const std::string& other) {
      return equal_ignoring_case(name->value, other);
    };
    if (std::ranges::any_of(names, same)) {
      item.error(in_quotes(name->written) + " is listed twice");
    } else {
      names.push_back(name->value);
    }
  }
}

// The longest that two results of a check in good order can be apart.
Duration longest_gap(const CheckSpec& check) {
  const auto jittered = check.cadence.interval * (1 + kMaxJitter);
  return std::chrono::duration_cast<Duration>(jittered) + check.cadence.timeout;
}

// An error, not a warning: such a role cannot work. Each check's state would be unknown again and
// again while all is well.
void require_fresh_states(const Entry& entry, const Mapping& mapping, const RoleSpec& role) {
  const auto slowest = std::ranges::max_element(role.checks, {}, longest_gap);
  if (slowest == role.checks.end() || longest_gap(*slowest) < role.rules.stale_after) return;
  const std::string bound = " must be longer than " + format_duration(longest_gap(*slowest)) +
                            ": interval, jitter and timeout of the check '" + slowest->name + "'";
  const std::string stale_after = format_duration(role.rules.stale_after);
  if (const Value* written = mapping.find("stale_after")) {
    written->error(stale_after + bound);
  } else {
    entry.error("stale_after, " + stale_after + " by default," + bound);
  }
}

// ONLINE waits for the verdict, and the cluster for ONLINE: its patience is 3 minutes by default.
void warn_of_long_grace(const Mapping& mapping, const RoleSpec& role) {
  const Value* const written = mapping.find("grace");
  if (written == nullptr || role.placement != Placement::cluster) return;
  constexpr std::chrono::seconds kOnlineTimeout(protocol::kOnlineSeconds);
  if (role.rules.grace < kOnlineTimeout) return;
  written->warning(
      format_duration(role.rules.grace) +
      " is not shorter than the time that bringing the role online may take (" +
      format_duration(kOnlineTimeout) +
      " by default, and the cluster's PendingTimeout is 3m): a role whose site answers "
      "late would fail to come online");
}

}  // namespace

RoleSpec read_role(const Entry& entry, const IisSpec& iis, const Tuning& defaults) {
  const ProblemList& problems = entry.value.session().problems;
  const std::size_t errors_before = problems.errors();
  RoleSpec role;
  role.name = entry.key;
  const Mapping mapping(entry.value, Scope::role);
  mapping.choice("placement", role.placement, kPlacements);
  read_names(mapping, "services", role.services);
  read_names(mapping, "sites", role.sites);
  read_names(mapping, "app_pools", role.app_pools);
  mapping.number("failure_condition_level", role.rules.failure_condition_level,
                 kFailureConditionLevel);
  mapping.duration("grace", role.rules.grace, kGrace);
  mapping.duration("hold", role.rules.hold, kHold);
  mapping.choice("on_unknown", role.rules.on_unknown, kUnknownPolicies);
  mapping.duration("stale_after", role.rules.stale_after, kStaleAfter);

  role.checks = self_made_checks(role, iis, defaults);
  const Value* checks = mapping.find("checks");
  if (checks != nullptr) read_checks(*checks, role, iis, defaults);

  const Value* groups = mapping.find("groups");
  if (groups != nullptr) read_groups(*groups, role);

  if (problems.errors() != errors_before) return role;  // what is missing may be what was refused
  if (role.checks.empty()) {
    entry.error("has nothing to look at; give it sites, app_pools, services or checks");
  } else if (std::ranges::all_of(role.checks, [](const CheckSpec& check) {
               return check.kind() == CheckKind::service;
             })) {
    entry.warning("has no sites, app_pools or checks: only its services are looked at");
  }
  require_fresh_states(entry, mapping, role);
  warn_of_long_grace(mapping, role);
  return role;
}

}  // namespace deepalive::config
