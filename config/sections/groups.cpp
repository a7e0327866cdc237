#include "config/sections/groups.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/reading/mapping.h"
#include "config/reading/text.h"
#include "config/sections/names.h"

namespace deepalive::config {
namespace {

std::optional<std::size_t> whole_number(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// How many of the members must not be down. A share is rounded up: 50 % of 3 are 2.
std::size_t read_require(const Mapping& mapping, std::size_t members) {
  const Value* const value = mapping.find("require");
  if (value == nullptr) return members;
  const auto read = value->plain_text("all, any, a number or a share such as 50%");
  if (!read) return members;
  const std::string_view text = read->value;
  if (text == "all") return members;
  if (text == "any") return 1;
  if (text.ends_with('%')) {
    const auto percent = whole_number(text.substr(0, text.size() - 1));
    if (percent && *percent >= 1 && *percent <= 100) return (members * *percent + 99) / 100;
    value->error(in_quotes(read->written) + " must be between 1% and 100%");
    return members;
  }
  const auto number = whole_number(text);
  if (!number) {
    value->error(in_quotes(read->written) + " must be all, any, a number or a share such as 50%");
  } else if (*number < 1 || *number > members) {
    value->error("is " + std::to_string(*number) + ", and the group has " +
                 std::to_string(members) + " members: write 1 to " + std::to_string(members));
  } else {
    return *number;
  }
  return members;
}

std::optional<std::size_t> read_member(const Value& item, const RoleSpec& role) {
  const auto index = find_check(item, role.checks);
  if (!index) return std::nullopt;
  const CheckSpec& check = role.checks[*index];
  if (check.scope == CheckScope::shared) {
    item.error(in_quotes(check.name) +
               " has 'scope: shared', so it never counts; take it out of the group");
    return std::nullopt;
  }
  return index;
}

std::vector<std::size_t> read_members(const Value& item, const Mapping& mapping,
                                      const RoleSpec& role) {
  std::vector<std::size_t> members;
  const Value* const value = mapping.find("members");
  if (value == nullptr) {
    if (mapping.is_understood()) item.error("needs members: a list of this role's checks");
    return members;
  }
  const auto items = value->list(kMaxListed, "a list of this role's checks, such as [front, api]");
  if (!items) return members;
  if (items->empty()) value->error("is empty; a group needs members");
  for (const Value& entry : *items) {
    const auto member = read_member(entry, role);
    if (!member) continue;
    if (std::ranges::find(members, *member) != members.end()) {
      entry.error("'" + role.checks[*member].name + "' is listed twice");
    } else {
      members.push_back(*member);
    }
  }
  return members;
}

void name_group(const Value& item, const Mapping& mapping, const RoleSpec& role, GroupSpec& group) {
  auto name = read_name(item, mapping);
  if (!name) return;
  if (std::ranges::find(role.checks, *name, &CheckSpec::name) != role.checks.end()) {
    mapping.find("name")->error(in_quotes(*name) +
                                " is the name of a check; choose another for the group");
  } else if (std::ranges::find(role.rules.groups, *name, &GroupSpec::name) !=
             role.rules.groups.end()) {
    mapping.find("name")->error(in_quotes(*name) + " is the name of an earlier group too");
  } else {
    group.name = *std::move(name);
  }
}

}  // namespace

void read_groups(const Value& value, RoleSpec& role) {
  const auto items = value.list(kMaxListed, "a list of groups");
  if (!items) return;
  for (const Value& item : *items) {
    const Mapping mapping(item, Scope::group);
    GroupSpec group;
    name_group(item, mapping, role, group);
    group.members = read_members(item, mapping, role);
    group.required = read_require(mapping, group.members.size());
    mapping.number("level", group.level, kLevel);
    if (!group.members.empty()) role.rules.groups.push_back(std::move(group));
  }
}

}  // namespace deepalive::config
