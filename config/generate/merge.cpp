#include "config/generate/merge.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>

#include "config/generate/role_text.h"
#include "config/generate/text_lines.h"
#include "config/limits.h"
#include "config/load.h"
#include "config/reading/problem_list.h"
#include "config/reading/text.h"
#include "config/reading/tree.h"
#include "core/url.h"

namespace deepalive::config {
namespace {

// Where the new roles go, and how they are written there.
struct Slot {
  std::size_t line = 0;  // they come before this one, counted from 0
  std::size_t indentation = 2;
  bool under_new_key = false;  // there is no roles: yet
};

Problem problem_at(Place place, std::string text) {
  return {Severity::error, place.line + 1, place.column + 1, "roles", std::move(text)};
}

using Entries = std::vector<std::pair<const Node*, const Node*>>;

Entries::const_iterator roles_entry(const Node& root) {
  return std::ranges::find(root.entries, "roles", [](const auto& entry) -> const std::string& {
    return entry.first->text;
  });
}

// Behind the last line of the roles. What stands below them, less indented, belongs to what
// follows.
std::size_t end_of_roles(const TextLines& lines, std::size_t next_key, std::size_t indentation) {
  std::size_t end = next_key;
  while (end > 0) {
    const std::string_view line = lines[end - 1];
    const auto first = line.find_first_not_of(" \t");
    const bool is_blank = first == line.npos;
    const bool is_others_comment = !is_blank && line[first] == '#' && first < indentation;
    if (!is_blank && !is_others_comment && line != "...") break;
    --end;
  }
  return end;
}

std::variant<Slot, Problem> slot_in_roles(const Node& root, Entries::const_iterator roles,
                                          const TextLines& lines) {
  const auto [key, value] = *roles;
  const std::string_view key_line = lines[key->place.line];
  if (value->kind == Node::Kind::null) {
    const auto colon = key_line.find(':', key->place.column);
    const auto behind =
        colon == key_line.npos ? colon : key_line.find_first_not_of(" \t", colon + 1);
    if (colon == key_line.npos || (behind != key_line.npos && key_line[behind] != '#')) {
      return problem_at(key->place,
                        "write 'roles:' and nothing behind it, then roles can be added");
    }
    return Slot{key->place.line + 1};
  }
  const Place first = value->entries.empty() ? value->place : value->entries.front().first->place;
  const std::string_view before = lines[first.line].substr(0, first.column);
  if (value->flow || before.empty() || before.find_first_not_of(' ') != before.npos) {
    return problem_at(value->place,
                      value->entries.empty()
                          ? "take the {} away, then roles can be added"
                          : "is not written with a line for each role's name and its keys indented "
                            "below, without { }; write it so, then roles can be added");
  }
  const auto next = std::next(roles);
  const std::size_t next_key = next == root.entries.end() ? lines.size() : next->first->place.line;
  return Slot{end_of_roles(lines, next_key, first.column), first.column};
}

// `root` is null, or a mapping.
std::variant<Slot, Problem> find_slot(const Node* root, const TextLines& lines) {
  if (root == nullptr || root->kind == Node::Kind::null) return Slot{lines.size(), 2, true};
  const auto roles = roles_entry(*root);
  if (root->flow) {
    return problem_at(root->place,
                      "the file is written in { }; write it without, then roles can be "
                      "added");
  }
  if (roles == root->entries.end()) return Slot{lines.size(), 2, true};
  return slot_in_roles(*root, roles, lines);
}

std::string with_roles(const TextLines& lines, const Slot& slot, const Plan& plan) {
  std::vector<std::string> added;
  for (const PlannedRole& role : plan.roles) {
    if (role.out_of_use) continue;
    added.push_back("");
    std::ranges::copy(role_lines(role), std::back_inserter(added));
  }
  std::string text(lines.before(slot.line));
  const std::string_view line_end = lines.line_end();
  if (!text.empty() && !text.ends_with('\n')) text += line_end;
  if (slot.under_new_key) text.append(line_end).append("roles:");
  if (slot.under_new_key) text += line_end;
  text += indented(added, slot.indentation, line_end);
  return text.append(lines.from(slot.line));
}

bool same(const Node& a, const Node& b);

bool same_entry(const Entries::value_type& a, const Entries::value_type& b) {
  return same(*a.first, *b.first) && same(*a.second, *b.second);
}

bool same(const Node& a, const Node& b) {
  return a.kind == b.kind && a.text == b.text &&
         std::ranges::equal(a.items, b.items,
                            [](const Node* x, const Node* y) { return same(*x, *y); }) &&
         std::ranges::equal(a.entries, b.entries, same_entry);
}

// Whether everything that `before` said is still said: the last lines of the roles may belong to a
// value in a way that end_of_roles() does not know, such as blank lines of a block of text.
bool keeps(const Node* before, const Node& after) {
  if (before == nullptr) return true;
  const auto is_kept = [](const Entries::value_type& old, const Entries::value_type& now) {
    if (old.first->text != "roles") return same_entry(old, now);
    const Entries& roles = now.second->entries;
    const auto most = std::min(old.second->entries.size(), roles.size());
    return now.first->text == "roles" &&
           std::equal(old.second->entries.begin(), old.second->entries.end(), roles.begin(),
                      roles.begin() + static_cast<std::ptrdiff_t>(most), same_entry);
  };
  const auto most = std::min(before->entries.size(), after.entries.size());
  return std::equal(before->entries.begin(), before->entries.end(), after.entries.begin(),
                    after.entries.begin() + static_cast<std::ptrdiff_t>(most), is_kept);
}

bool has_site(const RoleSpec& role, const std::string& site) {
  return std::ranges::any_of(
      role.sites, [&site](const std::string& name) { return equal_ignoring_case(name, site); });
}

bool asks(const CheckSpec& check, const SiteProbe& probe) {
  const auto* const http = std::get_if<HttpTarget>(&check.target);
  if (http == nullptr) return false;
  UrlError ignored;
  const auto url = parse_url(http->url, ignored);
  if (!url || url->https != probe.https) return false;
  const auto place = parse_host_port(http->connect_to);
  if (place && place->port ? *place->port != probe.port : url->port != probe.port) return false;
  return !probe.has_host_name || equal_ignoring_case(url->host, probe.host);
}

void add_unasked(const RoleSpec& role, const IisSite& site, std::vector<UnaskedBinding>& unasked) {
  if (!site.bindings) return;
  for (const SiteProbe& probe : probes_of(*site.bindings).probes) {
    const auto is_it = [&probe](const CheckSpec& check) { return asks(check, probe); };
    if (!std::ranges::any_of(role.checks, is_it)) {
      unasked.push_back({role.name, site.name, probe.binding});
    }
  }
}

// The sites that no role has; what is told of the others goes to `merged`.
std::vector<IisSite> new_sites(const FoundIis& iis, const std::vector<RoleSpec>& roles,
                               Merged& merged) {
  std::vector<IisSite> sites;
  for (const IisSite& site : iis.sites) {
    const auto role = std::ranges::find_if(
        roles, [&site](const RoleSpec& candidate) { return has_site(candidate, site.name); });
    if (role == roles.end()) {
      sites.push_back(site);
    } else {
      add_unasked(*role, site, merged.unasked);
    }
  }
  return sites;
}

}  // namespace

Merged merge_roles(std::string_view text, const std::filesystem::path& file,
                   const Environment& environment, const FoundIis& iis) {
  Merged merged;
  Loaded before = load(text, file, environment);
  const std::string_view mark = text.starts_with(kByteOrderMark) ? kByteOrderMark : "";
  const std::string yaml(text.substr(mark.size()));
  ProblemList ignored;  // load() has them too
  const Tree tree = parse_tree(yaml, ignored);
  const bool is_mapping = tree.root != nullptr && tree.root->kind == Node::Kind::mapping;
  const bool is_empty =
      ignored.errors() == 0 && (tree.root == nullptr || tree.root->kind == Node::Kind::null);
  const bool has_roles = is_mapping && roles_entry(*tree.root) != tree.root->entries.end();
  // Without roles: it does not load yet.
  if (!before.spec && !is_empty && (has_roles || !is_mapping)) {
    merged.problems = std::move(before.problems);
    return merged;
  }

  UniqueNames names;
  const std::vector<RoleSpec> roles = before.spec ? before.spec->roles : std::vector<RoleSpec>{};
  for (const RoleSpec& role : roles) names.add(lower_case(role.name));
  merged.plan = plan_roles(new_sites(iis, roles, merged), iis.asked_for, names);
  if (live_roles(merged.plan) == 0) return merged;

  const TextLines lines(yaml);
  const auto slot = find_slot(is_mapping ? tree.root : nullptr, lines);
  if (const auto* const problem = std::get_if<Problem>(&slot)) {
    merged.problems.push_back(*problem);
    return merged;
  }
  const std::string with = with_roles(lines, std::get<Slot>(slot), merged.plan);
  Loaded after = load(with, file, environment);
  if (!after.spec) {
    merged.problems = std::move(after.problems);
    return merged;
  }
  if (!keeps(is_mapping ? tree.root : nullptr, *parse_tree(with, ignored).root)) {
    merged.problems.push_back(problem_at(
        {std::get<Slot>(slot).line, 0},
        "what stands here would mean something else with roles added below; add them by hand: "
        "'deepalive config init --out -' prints them"));
    return merged;
  }
  merged.text = std::string(mark) + with;
  return merged;
}

}  // namespace deepalive::config
