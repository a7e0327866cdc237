#include "config/difference.h"

#include <yaml-cpp/yaml.h>

#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "config/reading/text.h"
#include "config/show.h"
#include "core/same_spec.h"

namespace deepalive::config {
namespace {

constexpr std::size_t kMaxShownValue = 120;  // bytes

// What show() says, in the order in which it says it: "http.url" -> "'http://a/'". Checks and
// groups are known by their names, other lists are one value.
struct Shown {
  std::vector<std::string> order;
  std::map<std::string, std::string, std::less<>> values;
};

// Text has quotes, our own words have none; as show() has it.
std::string one_line(const YAML::Node& node) {
  if (node.IsScalar()) return node.Tag() == "!" ? "'" + node.Scalar() + "'" : node.Scalar();
  std::string text;
  if (node.IsSequence()) {
    for (const auto& item : node) text += (text.empty() ? "" : ", ") + one_line(item);
    return "[" + text + "]";
  }
  for (const auto& entry : node) {
    text += (text.empty() ? "" : ", ") + entry.first.Scalar() + ": " + one_line(entry.second);
  }
  return "{" + text + "}";
}

void add(Shown& shown, const std::string& path, std::string value) {
  if (shown.values.emplace(path, std::move(value)).second) shown.order.push_back(path);
}

void flatten(const YAML::Node& node, const std::string& path, Shown& shown) {
  const std::string before = path.empty() ? "" : path + ".";
  if (node.IsMap()) {
    for (const auto& entry : node) {
      flatten(entry.second, before + entry.first.Scalar(), shown);
    }
  } else {
    add(shown, path, one_line(node));
  }
}

Shown shown_of(const YAML::Node& node, std::string_view but = {}, std::string_view and_but = {}) {
  Shown shown;
  for (const auto& entry : node) {
    const std::string& key = entry.first.Scalar();
    if (key != but && key != and_but) flatten(entry.second, key, shown);
  }
  return shown;
}

// The items of a list by their names.
std::vector<std::pair<std::string, YAML::Node>> named(const YAML::Node& list) {
  std::vector<std::pair<std::string, YAML::Node>> items;
  for (const auto& item : list) items.emplace_back(item["name"].Scalar(), item);
  return items;
}

// What is the same in both is left out before it is shown: showing costs more than comparing.
YAML::Node shown_without(const Loaded& loaded, const std::set<std::string>& same_roles) {
  NodeSpec spec = *loaded.spec;
  std::erase_if(spec.roles, [&](const RoleSpec& role) { return same_roles.contains(role.name); });
  return YAML::Load(show(spec, loaded.as_written));
}

// Looking one up in a node costs a walk over all of them.
std::map<std::string, YAML::Node> roles_in(const YAML::Node& shown) {
  std::map<std::string, YAML::Node> roles;
  for (const auto& entry : shown["roles"]) roles.emplace(entry.first.Scalar(), entry.second);
  return roles;
}

const CheckSpec* find(const RoleSpec& role, const std::string& name) {
  for (const CheckSpec& check : role.checks) {
    if (check.name == name) return &check;
  }
  return nullptr;
}

class Comparison {
 public:
  explicit Comparison(std::vector<Difference>& found) : found_(found) {}

  // The settings of one part. Paths of what is told begin with `path`, texts with `text`.
  void compare(const Shown& before, const Shown& after, const std::string& path,
               const std::string& text) {
    const auto tell = [&](const std::string& key, const std::string& what) {
      found_.push_back({path + key, "~ " + text + key + ": " + what});
    };
    for (const std::string& key : after.order) {
      const std::string& now = after.values.at(key);
      const auto was = before.values.find(key);
      if (was == before.values.end()) {
        tell(key, cut(now));
      } else if (was->second != now) {
        tell(key, cut(was->second) + " -> " + cut(now));
      }
    }
    for (const std::string& key : before.order) {
      if (!after.values.contains(key)) tell(key, cut(before.values.at(key)) + " -> (none)");
    }
  }

  void compare_named(const YAML::Node& before, const YAML::Node& after, const std::string& path,
                     const std::string& text, const std::string& kind) {
    const auto old_items = named(before);
    const auto new_items = named(after);
    const auto in = [](const auto& items, const std::string& name) -> const YAML::Node* {
      for (const auto& [other, item] : items) {
        if (other == name) return &item;
      }
      return nullptr;
    };
    for (const auto& [name, item] : new_items) {
      const std::string where = path + kind + "s." + name;
      if (const YAML::Node* was = in(old_items, name)) {
        compare(shown_of(*was), shown_of(item), where + ".", text + kind + " " + name + ": ");
      } else {
        found_.push_back({where, "~ " + text + "+ " + kind + " " + name});
      }
    }
    for (const auto& [name, item] : old_items) {
      if (in(new_items, name)) continue;
      found_.push_back({path + kind + "s." + name, "~ " + text + "- " + kind + " " + name});
    }
  }

  // What is not the same although it is shown the same: secrets.
  void compare_hidden(const RoleSpec& before, const RoleSpec& after) {
    const std::string path = "roles." + after.name + ".";
    const std::string text = "~ role " + after.name + ": ";
    for (const CheckSpec& check : after.checks) {
      const CheckSpec* const was = find(before, check.name);
      if (was == nullptr || was->kind() != check.kind() || same_probe(*was, check)) continue;
      for (const std::string& key : hidden_keys(*was, check)) {
        const std::string where = path + "checks." + check.name + "." + key;
        if (is_told(where)) continue;
        found_.push_back({where, text + "check " + check.name + ": " + key + " has another value"});
      }
    }
    // Self-made checks follow from the role's own keys, which were told; an order is no key.
    if (is_told(path)) return;
    found_.push_back({path + "checks", text + "the order of what it lists"});
  }

 private:
  static std::string cut(const std::string& value) { return printable(value, kMaxShownValue); }

  static std::vector<std::string> hidden_keys(const CheckSpec& before, const CheckSpec& after) {
    std::vector<std::string> keys;
    if (const auto* command = std::get_if<CommandTarget>(&after.target)) {
      if (command->run != std::get<CommandTarget>(before.target).run) keys = {"command.run"};
    }
    const auto* const http = std::get_if<HttpTarget>(&after.target);
    if (http == nullptr) return keys;
    const auto& was = std::get<HttpTarget>(before.target);
    if (was.url != http->url) keys.emplace_back("http.url");
    if (was.headers != http->headers) {
      const std::map<std::string, std::string> old(was.headers.begin(), was.headers.end());
      for (const auto& [name, value] : http->headers) {
        const auto known = old.find(name);
        if (known != old.end() && known->second != value) keys.push_back("http.headers." + name);
      }
    }
    if (was.body != http->body) keys.emplace_back("http.body");
    if (was.auth.secret != http->auth.secret) {
      keys.emplace_back(http->auth.scheme == HttpAuth::Scheme::bearer ? "http.auth.bearer"
                                                                      : "http.auth.basic.password");
    }
    return keys;
  }

  // Of this, or of something in it.
  bool is_told(const std::string& path) const {
    for (const Difference& difference : found_) {
      if (difference.path.starts_with(path)) return true;
    }
    return false;
  }

  std::vector<Difference>& found_;
};

}  // namespace

std::vector<Difference> differences(const Loaded& before, const Loaded& after) {
  std::map<std::string, std::pair<const RoleSpec*, const RoleSpec*>> roles;
  for (const RoleSpec& role : before.spec->roles) roles[role.name].first = &role;
  for (const RoleSpec& role : after.spec->roles) roles[role.name].second = &role;
  std::set<std::string> same;
  for (const auto& [name, pair] : roles) {
    if (pair.first && pair.second && same_role(*pair.first, *pair.second)) same.insert(name);
  }
  const YAML::Node old_shown = shown_without(before, same);
  const YAML::Node new_shown = shown_without(after, same);

  const auto old_roles = roles_in(old_shown);
  const auto new_roles = roles_in(new_shown);

  std::vector<Difference> found;
  Comparison(found).compare(shown_of(old_shown, "roles"), shown_of(new_shown, "roles"), "", "");
  for (const auto& [name, pair] : roles) {
    if (same.contains(name)) continue;
    const std::string path = "roles." + name;
    if (!pair.first) {
      found.push_back({path, "+ role " + name});
    } else if (!pair.second) {
      found.push_back({path, "- role " + name});
    } else {
      // One role's at a time: what is told already is searched through.
      std::vector<Difference> of_role;
      Comparison comparison(of_role);
      const YAML::Node& was = old_roles.at(name);
      const YAML::Node& now = new_roles.at(name);
      comparison.compare(shown_of(was, "checks", "groups"), shown_of(now, "checks", "groups"),
                         path + ".", "role " + name + ": ");
      comparison.compare_named(was["checks"], now["checks"], path + ".", "role " + name + ": ",
                               "check");
      comparison.compare_named(was["groups"], now["groups"], path + ".", "role " + name + ": ",
                               "group");
      comparison.compare_hidden(*pair.first, *pair.second);
      found.insert(found.end(), std::make_move_iterator(of_role.begin()),
                   std::make_move_iterator(of_role.end()));
    }
  }
  return found;
}

}  // namespace deepalive::config
