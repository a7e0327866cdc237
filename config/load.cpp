#include "config/load.h"

#include <map>
#include <string>
#include <utility>

#include "config/reading/document.h"
#include "config/reading/mapping.h"
#include "config/reading/problem_list.h"
#include "config/reading/text.h"
#include "config/sections/kind.h"
#include "config/sections/node.h"
#include "config/sections/role.h"
#include "config/sections/tuning.h"
#include "core/protocol.h"

namespace deepalive::config {
namespace {

void read_roles(const Value& value, NodeSpec& spec, const Tuning& defaults) {
  const auto entries = value.mapping("a mapping of roles by name");
  if (!entries) return;
  if (entries->empty()) value.warning("is empty: nothing is looked at");
  if (entries->size() > kMaxRoles) {
    value.error("has " + std::to_string(entries->size()) + " roles, the limit is " +
                std::to_string(kMaxRoles));
    return;
  }
  std::size_t checks = 0;
  std::size_t blocking = 0;
  std::map<std::string, std::size_t> lines;
  for (const Entry& entry : *entries) {
    if (!protocol::is_name(entry.key)) {
      entry.error(
          "a role's name must be at most 64 letters, digits, '_' and '-', a letter or digit first");
    }
    // The names of a role's pipes do not differ by case.
    const auto [known, is_new] = lines.emplace(lower_case(entry.key), entry.place.line + 1);
    if (!is_new) {
      entry.error("differs only by case from the role in line " + std::to_string(known->second));
    }
    spec.roles.push_back(read_role(entry, spec.iis, defaults));
    checks += spec.roles.back().checks.size();
    if (checks > kMaxChecks) {
      entry.error("with this role there are more than " + std::to_string(kMaxChecks) +
                  " checks, the limit of a node; what follows was not read");
      return;
    }
    for (const CheckSpec& check : spec.roles.back().checks) {
      if (!blocks(check.kind()) || ++blocking != kMaxBlockingChecks + 1) continue;
      entry.error("with this role there are more than " + std::to_string(kMaxBlockingChecks) +
                  " checks of the kinds command, request_queue, content_path and shared_config, "
                  "the limit of a node");
    }
  }
}

NodeSpec read_node(const Value& root, const std::filesystem::path& folder) {
  NodeSpec spec;
  spec.agent.data_dir = utf8_from_path(folder / "data");
  spec.agent.log.file = utf8_from_path(folder / "logs" / "deepalive.log");
  const Mapping mapping(root, Scope::root);
  if (const Value* agent = mapping.find("agent")) read_agent(*agent, spec.agent);
  if (const Value* iis = mapping.find("iis")) read_iis(*iis, spec.iis);
  Tuning defaults;
  if (const Value* value = mapping.find("defaults")) {
    read_tuning(Mapping(*value, Scope::defaults), defaults);
  }
  if (const Value* roles = mapping.find("roles")) {
    read_roles(*roles, spec, defaults);
  } else if (mapping.is_understood()) {
    root.error("needs roles: the clustered websites by name (roles: {} for none)");
  }
  return spec;
}

}  // namespace

Loaded load(std::string_view yaml_text, const std::filesystem::path& file,
            const Environment& environment) {
  yaml_text = without_byte_order_mark(yaml_text);
  Loaded loaded;
  ProblemList problems;
  read_document(yaml_text, file, environment,
                "is empty; it needs at least roles:", loaded.as_written, problems,
                [&](const Value& root) {
                  loaded.spec = read_node(root, root.session().references.folder());
                  loaded.agent = loaded.spec->agent;
                });
  if (problems.errors() > 0) loaded.spec.reset();
  loaded.problems = problems.take(yaml_text);
  return loaded;
}

Loaded load_file(const std::filesystem::path& file, const Environment& environment) {
  auto text = environment.file(file, kMaxFile);
  if (text) return load(*text, file, environment);
  Loaded loaded;
  loaded.problems.push_back({Severity::error, 0, 0, "", text.error().where});
  return loaded;
}

}  // namespace deepalive::config
