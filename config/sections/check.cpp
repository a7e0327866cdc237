#include "config/sections/check.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/choices.h"
#include "config/reading/mapping.h"
#include "config/reading/text.h"
#include "config/sections/kind.h"
#include "config/sections/names.h"
#include "core/nearest.h"
#include "core/units.h"

namespace deepalive::config {
namespace {

void tune(const Mapping& mapping, CheckSpec& check) {
  mapping.choice("scope", check.scope, kScopes);

  Tuning tuning{check.level, check.cadence, check.thresholds};
  read_tuning(mapping, tuning);
  check.level = tuning.level;
  check.cadence = tuning.cadence;
  check.thresholds = tuning.thresholds;
}

CheckSpec read_check(const Value& item, const Mapping& mapping, const KindKey& kind,
                     const RoleSpec& role, std::string name, const IisSpec& iis,
                     const Tuning& defaults) {
  CheckSpec check =
      read_kind(kind, mapping, "roles." + role.name + ".checks." + name, role, iis, defaults);
  tune(mapping, check);
  const auto* http = std::get_if<HttpTarget>(&check.target);
  if (http != nullptr && http->expect.latency_degraded >= check.cadence.timeout) {
    item.warning("latency: degraded is " + format_duration(*http->expect.latency_degraded) +
                 ", and the timeout of " + format_duration(check.cadence.timeout) +
                 " makes so slow an answer a fail");
  }
  check.name = std::move(name);
  return check;
}

void refuse_without_kind(const Value& name_value, const std::string& name,
                         std::span<const CheckSpec> self_made) {
  std::vector<std::string_view> names;
  for (const CheckSpec& check : self_made) names.push_back(check.name);
  std::string text = in_quotes(name) + " has no kind (such as http:)";
  const std::string guess = did_you_mean(name, names);
  if (!guess.empty()) {
    text += " and no self-made check has that name" + guess;
  } else {
    text += "; without one it must have the name of a self-made check";
    text += names.empty() ? ", and this role has none"
                          : ", such as '" + std::string(names.front()) + "'";
  }
  name_value.error(std::move(text));
}

// A depends_on as it stands in the file: checks may be named before they are defined.
struct Dependencies {
  std::size_t check;  // whose they are
  Value names;
};

bool leads_to(const std::vector<CheckSpec>& checks, std::size_t from, std::size_t to) {
  return from == to || std::ranges::any_of(checks[from].depends_on, [&](std::size_t next) {
           return leads_to(checks, next, to);
         });
}

// No cycle comes into being, so that whoever follows dependencies gets to their end.
void resolve(const Dependencies& dependencies, std::vector<CheckSpec>& checks) {
  CheckSpec& dependent = checks[dependencies.check];
  const auto items =
      dependencies.names.list(kMaxListed, "a list of this role's checks, such as [database]");
  if (!items) return;
  for (const Value& item : *items) {
    const auto index = find_check(item, checks);
    if (!index) continue;
    if (std::ranges::find(dependent.depends_on, *index) != dependent.depends_on.end()) {
      item.error(in_quotes(checks[*index].name) + " is listed twice");
    } else if (leads_to(checks, *index, dependencies.check)) {
      item.error(in_quotes(checks[*index].name) + " depends on " + in_quotes(dependent.name) +
                 " itself; one of the two must stand alone");
    } else {
      dependent.depends_on.push_back(*index);
    }
  }
}

}  // namespace

void read_checks(const Value& value, RoleSpec& role, const IisSpec& iis, const Tuning& defaults) {
  const auto items = value.list(kMaxChecks, "a list of checks");
  if (!items) return;
  const std::size_t self_made_count = role.checks.size();
  std::map<std::string, std::size_t, std::less<>> lines;
  std::vector<Dependencies> dependencies;
  const auto depends = [&dependencies](const Mapping& mapping, std::size_t check) {
    if (const Value* names = mapping.find("depends_on")) dependencies.push_back({check, *names});
  };
  for (const Value& item : *items) {
    const Mapping mapping(item, Scope::check);
    const std::string name = read_name(item, mapping).value_or("");
    const Value* const name_value = mapping.find("name");
    if (!name.empty()) {
      const auto [known, is_new] = lines.emplace(name, name_value->place().line + 1);
      if (!is_new) {
        name_value->error(in_quotes(name) + " is given twice; the first is in line " +
                          std::to_string(known->second));
      }
    }
    // Each adds at most one, so the references below stay few; role.checks may move when one is
    // added.
    const std::span<CheckSpec> self_made(role.checks.data(), self_made_count);
    const auto same = std::ranges::find(self_made, name, &CheckSpec::name);
    const auto kinds = kinds_of(mapping);
    if (kinds.size() > 1) {
      item.error("has two kinds, " + std::string(name_of(*kinds[0])) + " and " +
                 std::string(name_of(*kinds[1])) + "; make two checks of it");
    } else if (!kinds.empty()) {
      if (same != self_made.end()) {
        name_value->error(in_quotes(name) +
                          " is the name of a self-made check; choose another for this one");
      }
      role.checks.push_back(read_check(item, mapping, *kinds[0], role, name, iis, defaults));
      depends(mapping, role.checks.size() - 1);
    } else if (same != self_made.end()) {
      tune(mapping, *same);
      depends(mapping, static_cast<std::size_t>(same - self_made.begin()));
    } else {
      Tuning ignored = defaults;
      read_tuning(mapping, ignored);
      if (!name.empty() && mapping.is_understood()) {
        refuse_without_kind(*name_value, name, self_made);
      }
    }
  }
  for (const Dependencies& entry : dependencies) resolve(entry, role.checks);
}

}  // namespace deepalive::config
