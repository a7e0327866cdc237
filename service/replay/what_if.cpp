#include "service/replay/what_if.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>

#include "core/nearest.h"
#include "core/units.h"

namespace deepalive::service {
namespace {

bool read_number(std::string_view text, int least, int most, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number >= least &&
         number <= most;
}

template <unsigned Thresholds::*Threshold>
bool set_threshold(CheckSpec& check, std::string_view value) {
  int number = 0;
  if (!read_number(value, 1, 100, number)) return false;
  check.thresholds.*Threshold = static_cast<unsigned>(number);
  return true;
}

bool set_level(CheckSpec& check, std::string_view value) {
  return read_number(value, 1, 5, check.level);
}

bool set_scope(CheckSpec& check, std::string_view value) {
  check.scope = value == "shared" ? CheckScope::shared : CheckScope::node;
  return value == "shared" || value == "node";
}

bool set_failure_condition_level(RoleRules& rules, std::string_view value) {
  return read_number(value, 0, 5, rules.failure_condition_level);
}

template <Duration RoleRules::*Length>
bool set_duration(RoleRules& rules, std::string_view value) {
  const auto duration = parse_duration(value);
  if (duration) rules.*Length = *duration;
  return duration.has_value();
}

bool set_on_unknown(RoleRules& rules, std::string_view value) {
  rules.on_unknown = value == "dead" ? UnknownPolicy::dead : UnknownPolicy::alive;
  return value == "dead" || value == "alive";
}

// A check's or a role's.
struct Key {
  std::string_view name;
  std::string_view values;
  bool (*of_check)(CheckSpec&, std::string_view);
  bool (*of_role)(RoleRules&, std::string_view);
};

constexpr auto kKeys = std::to_array<Key>({
    {"fall", "1 to 100", set_threshold<&Thresholds::fall>, nullptr},
    {"rise", "1 to 100", set_threshold<&Thresholds::rise>, nullptr},
    {"level", "1 to 5", set_level, nullptr},
    {"scope", "node or shared", set_scope, nullptr},
    {"failure_condition_level", "0 to 5", nullptr, set_failure_condition_level},
    {"grace", "a duration such as 30s", nullptr, set_duration<&RoleRules::grace>},
    {"hold", "a duration such as 30s", nullptr, set_duration<&RoleRules::hold>},
    {"stale_after", "a duration such as 30s", nullptr, set_duration<&RoleRules::stale_after>},
    {"on_unknown", "alive or dead", nullptr, set_on_unknown},
});

Error wrong(std::string_view part, const std::string& why) {
  return {Reason::internal_error, 0, "'" + std::string(part) + "' " + why};
}

Error unknown_key(std::string_view part, std::string_view name) {
  std::vector<std::string_view> names;
  std::string listed;
  for (const Key& key : kKeys) {
    names.push_back(key.name);
    listed.append(listed.empty() ? "" : ", ").append(key.name);
  }
  return wrong(part, "changes no rule" + did_you_mean(name, names) + "; possible are " + listed);
}

}  // namespace

Result<WhatIf> WhatIf::parse(std::string_view text) {
  WhatIf what_if;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const auto equals = part.find('=');
    if (equals == part.npos) {
      return wrong(part, "is no change; write KEY=VALUE or CHECK.KEY=VALUE");
    }
    std::string_view name = part.substr(0, equals);
    const std::string_view value = part.substr(equals + 1);
    const auto dot = name.rfind('.');
    const std::string check(dot == name.npos ? "" : name.substr(0, dot));
    if (dot != name.npos) name.remove_prefix(dot + 1);
    const auto key = std::ranges::find(kKeys, name, &Key::name);
    if (key == kKeys.end()) return unknown_key(part, name);
    if (!check.empty() && key->of_check == nullptr) {
      return wrong(part, "is a role's key; write it without the name of a check");
    }
    CheckSpec any_check;
    RoleRules any_rules;
    const bool readable =
        key->of_check ? key->of_check(any_check, value) : key->of_role(any_rules, value);
    if (!readable) return wrong(part, "needs " + std::string(key->values));
    what_if.changes_.push_back(
        {check, static_cast<std::size_t>(key - kKeys.begin()), std::string(value)});
  }
  return what_if;
}

void WhatIf::apply(RoleSpec& role) {
  for (Change& change : changes_) {
    const Key& key = kKeys[change.key];
    if (key.of_role) {
      change.applied |= key.of_role(role.rules, change.value);
      continue;
    }
    for (CheckSpec& check : role.checks) {
      if (change.check.empty() || change.check == check.name) {
        change.applied |= key.of_check(check, change.value);
      }
    }
  }
}

std::vector<std::string> WhatIf::unknown_checks() const {
  std::vector<std::string> names;
  for (const Change& change : changes_) {
    if (!change.applied && !change.check.empty()) names.push_back(change.check);
  }
  return names;
}

}  // namespace deepalive::service
