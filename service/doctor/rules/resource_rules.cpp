#include <algorithm>
#include <array>

#include "config/reading/text.h"
#include "core/units.h"
#include "service/doctor/rules/rules.h"

// The resources by which the cluster asks for a role.
namespace deepalive::service::doctor::rules {
namespace {

// Of Windows, where neither the resource nor its type says otherwise (Microsoft Learn, "Resources
// Common Properties").
constexpr std::uint32_t kLooksAlive = 5'000;
constexpr std::uint32_t kIsAlive = 60'000;
constexpr std::uint32_t kPending = 180'000;
constexpr std::uint32_t kDeadlock = 300'000;

struct Range {
  const char* name;
  std::uint32_t from;
  std::uint32_t to;
  const char* too_short;
  const char* too_long;
};
constexpr Range kLooksAliveRange{"LooksAlivePollInterval", 1'000, 60'000,
                                 "the host asks more often than the agent looks",
                                 "a dead site is noticed late"};
constexpr Range kIsAliveRange{"IsAlivePollInterval", 5'000, 300'000,
                              "the host asks more often than the agent looks",
                              "a dead site is noticed late"};
// One gap between two reports of our DLL, which come each second; all of the Online of a script of
// ours, which may take 150 s; of others nothing is known.
constexpr Range kPendingRange{"PendingTimeout", 10'000, 600'000,
                              "an Online that is slow is given up",
                              "a start that hangs blocks the failover"};
constexpr Range kOurScriptPendingRange{"PendingTimeout", 160'000, 600'000,
                                       "an Online that takes its 150 s is given up",
                                       "a start that hangs blocks the failover"};
constexpr Range kDeadlockRange{"DeadlockTimeout", 30'000, 900'000,
                               "a slow call ends the whole host process",
                               "a host that hangs is ended late"};

std::string time_text(std::uint32_t milliseconds) {
  return format_duration(std::chrono::milliseconds(milliseconds));
}

void hold_to(const Range& range, std::uint32_t value, std::vector<std::string>& problems) {
  if (value >= range.from && value <= range.to) return;
  problems.push_back(std::string(range.name) + " is " + time_text(value) + " (" +
                     time_text(range.from) + " to " + time_text(range.to) +
                     " is fine): " + (value < range.from ? range.too_short : range.too_long));
}

std::string registration_fix(const RoleSpec& role) {
  return "deepalive cluster register " + role.name + " --mode dll --out " + role.name +
         ".ps1 writes the PowerShell that registers it; run that on one node";
}

// Null: there are resources. Else what a row about them says.
std::optional<Judgement> without_resource(const Facts& facts, const RoleSpec& role) {
  if (!resources_of(facts, role).empty()) return std::nullopt;
  if (role.placement == Placement::always) return ok("placement: always, no cluster asks for it");
  if (!facts.cluster) return could_not_look(facts.cluster.error());
  if (!*facts.cluster) return could_not_look("there is no cluster database on this node");
  return could_not_look("no resource is registered");
}

}  // namespace

std::vector<const ClusterResource*> resources_of(const Facts& facts, const RoleSpec& role) {
  std::vector<const ClusterResource*> found;
  if (!facts.cluster || !*facts.cluster) return found;
  for (const ClusterResource& resource : (*facts.cluster)->resources) {
    bool is_its = config::equal_ignoring_case(resource.role, role.name);
    if (resource.is_script && resource.script) {
      const ScriptText& script = *resource.script;
      is_its = (script.kind == ScriptKind::ours && script.role == role.name) ||
               (script.kind == ScriptKind::article &&
                std::ranges::any_of(role.sites, [&](const std::string& site) {
                  return config::equal_ignoring_case(site, script.site);
                }));
    }
    if (is_its) found.push_back(&resource);
  }
  return found;
}

Judgement registered(const Facts& facts, const RoleFacts& role) {
  auto none = without_resource(facts, role.role);
  if (none && facts.cluster && *facts.cluster && none->state == State::could_not_look) {
    for (const ClusterResource& resource : (*facts.cluster)->resources) {
      if (resource.is_script && !resource.script) {
        return could_not_look("no resource is known to ask for it, and " + resource.file +
                              " could not be read: " + resource.script.error().where);
      }
    }
    return fail("no resource of the cluster asks for this role", registration_fix(role.role));
  }
  if (none) return *std::move(none);
  std::vector<std::string> found;
  for (const ClusterResource* resource : resources_of(facts, role.role)) {
    found.push_back(quote(resource->name) + " of type " + resource->type + ", " + resource->file);
  }
  if (found.size() > 1) {
    return warning(joined(found, "; "), "remove all but one: each fails the role over by itself");
  }
  return ok(found.front());
}

Judgement script_names(const Facts& facts, const RoleFacts& role) {
  if (auto none = without_resource(facts, role.role)) return *std::move(none);
  std::vector<std::string> wrong;
  bool any = false;
  for (const ClusterResource* resource : resources_of(facts, role.role)) {
    if (!resource->is_script || !resource->script) continue;
    const ScriptText& script = *resource->script;
    if (script.kind != ScriptKind::article) continue;
    any = true;
    if (!facts.iis) return could_not_look(facts.iis.error());
    // Binary comparison, as the script does it.
    const auto is_there = [](const auto& items, const std::string& name) {
      return std::ranges::any_of(items, [&](const auto& item) { return item.name == name; });
    };
    if (!is_there(facts.iis->sites, script.site)) {
      wrong.push_back("SITE_NAME " + quote(script.site));
    }
    if (!is_there(facts.iis->app_pools, script.app_pool)) {
      wrong.push_back("APP_POOL_NAME " + quote(script.app_pool));
    }
  }
  if (!any) return ok("no script of the article asks for it");
  if (wrong.empty()) return ok("the script's names are those of the role, letter by letter");
  return fail(joined(wrong, " and ") + " is none of the role's, letter by letter",
              "correct the script on every node: its names are case-sensitive; or replace it with "
              "'deepalive cluster register " +
                  role.role.name + " --mode dll'");
}

Judgement same_files(const Facts& facts, const RoleFacts& role) {
  if (auto none = without_resource(facts, role.role)) return *std::move(none);
  std::vector<std::string> seen;
  std::vector<std::string> missing;
  std::vector<std::string> unseen;
  bool differ = false;
  for (const ClusterResource* resource : resources_of(facts, role.role)) {
    std::string first;
    for (const FileCopy& copy : resource->copies) {
      if (copy.identity) {
        seen.push_back(copy.node + " " + *copy.identity);
        if (first.empty()) first = *copy.identity;
        differ |= *copy.identity != first;
      } else if (copy.identity.error().reason == Reason::path_missing) {
        missing.push_back(copy.node);
      } else {
        unseen.push_back(copy.node + ": " + copy.identity.error().where);
      }
    }
    if (!missing.empty()) {
      return fail(resource->file + " is missing on " + joined(missing),
                  "copy it to the same local path on every node, never to a disk of the cluster");
    }
  }
  if (differ) {
    return fail("the nodes have different files: " + joined(seen),
                "copy the same version to every node, with the role offline there");
  }
  if (!unseen.empty()) {
    return could_not_look(joined(unseen, "; "),
                          "run the doctor on those nodes too, or as an administrator of them");
  }
  if (seen.empty()) return could_not_look("no node is known");
  return ok(joined(seen));
}

Judgement timings(const Facts& facts, const RoleFacts& role) {
  if (auto none = without_resource(facts, role.role)) return *std::move(none);
  std::vector<std::string> problems;
  std::string found;
  for (const ClusterResource* resource : resources_of(facts, role.role)) {
    const auto looks_alive = resource->timings.looks_alive.value_or(kLooksAlive);
    const auto is_alive = resource->timings.is_alive.value_or(kIsAlive);
    const auto pending = resource->timings.pending.value_or(kPending);
    const auto deadlock = resource->timings.deadlock.value_or(kDeadlock);
    found = "LooksAlive " + time_text(looks_alive) + ", IsAlive " + time_text(is_alive) +
            ", pending " + time_text(pending) + ", deadlock " + time_text(deadlock);
    hold_to(kLooksAliveRange, looks_alive, problems);
    hold_to(kIsAliveRange, is_alive, problems);
    const bool is_our_script =
        resource->is_script && resource->script && resource->script->kind == ScriptKind::ours;
    hold_to(is_our_script ? kOurScriptPendingRange : kPendingRange, pending, problems);
    hold_to(kDeadlockRange, deadlock, problems);
    if (pending > deadlock) {
      problems.push_back("PendingTimeout " + time_text(pending) + " is over DeadlockTimeout " +
                         time_text(deadlock) + ": the lower of the two applies");
    }
  }
  if (problems.empty()) return ok(std::move(found));
  return warning(joined(problems, "; "),
                 "run the PowerShell of 'deepalive cluster register " + role.role.name +
                     "' again, which sets them; or Get-ClusterResource | Format-List *Interval, "
                     "*Timeout and set them by hand");
}

Judgement monitor(const Facts& facts, const RoleFacts& role) {
  if (auto none = without_resource(facts, role.role)) return *std::move(none);
  for (const ClusterResource* resource : resources_of(facts, role.role)) {
    if (!resource->separate_monitor) {
      return warning(quote(resource->name) + " shares its host process with other resources",
                     "(Get-ClusterResource '" + resource->name +
                         "').SeparateMonitor = 1, from its next start: a hang then takes no other "
                         "role down");
    }
  }
  return ok("in a host process of its own");
}

}  // namespace deepalive::service::doctor::rules
