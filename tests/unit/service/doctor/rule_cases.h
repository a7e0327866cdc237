#pragma once

#include <functional>
#include <ostream>
#include <span>
#include <string>

#include "service/doctor/requirement.h"

namespace deepalive::service::doctor {

// What is not as on the healthy node, and what its row then says.
struct RuleCase {
  const char* id;
  const char* what;
  std::function<void(Facts&)> change;
  State state;
  const char* found;     // a part of it
  const char* fix = "";  // likewise
};

inline void PrintTo(const RuleCase& one, std::ostream* out) { *out << one.id << ": " << one.what; }

std::span<const RuleCase> unseen_cases();  // something could not be looked at
std::span<const RuleCase> node_cases();    // something of the node is not as it should be
std::span<const RuleCase> role_cases();    // something of the role shop

inline Error unseen() { return {Reason::internal_error, 0, "the look failed"}; }
inline Error no_service() { return {Reason::service_missing, 0, "no such service"}; }

inline probes::ServiceState stopped(bool disabled = false) {
  return {.phase = probes::ServicePhase::stopped, .disabled = disabled};
}

// By which the cluster asks for the role shop.
inline ClusterResource& resource_of(Facts& facts) { return (*facts.cluster)->resources.front(); }

// That is a script.
inline void give_script(Facts& facts, ScriptText text,
                        const std::string& file = R"(C:\x\shop.vbs)") {
  ClusterResource& resource = resource_of(facts);
  resource.is_script = true;
  resource.type = "Generic Script";
  resource.role.clear();
  resource.file = file;
  resource.script = std::move(text);
  resource.timings = {};
}

// The article's script for this site and pool.
inline ScriptText sample(const std::string& site, const std::string& app_pool) {
  return {.kind = ScriptKind::article, .role = {}, .site = site, .app_pool = app_pool};
}

inline ScriptText our_script() {
  return {.kind = ScriptKind::ours, .role = "shop", .site = {}, .app_pool = {}};
}

}  // namespace deepalive::service::doctor
