#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "service/doctor/requirement.h"

// What each requirement makes of the facts. Pure; one function per row of the list.
namespace deepalive::service::doctor::rules {

inline Judgement ok(std::string found) { return {State::ok, std::move(found), {}}; }
inline Judgement warning(std::string found, std::string fix) {
  return {State::warning, std::move(found), std::move(fix)};
}
inline Judgement fail(std::string found, std::string fix) {
  return {State::fail, std::move(found), std::move(fix)};
}
// With the cure where one is known: for missing rights, always.
Judgement could_not_look(const Error& error, std::string fix = {});
Judgement could_not_look(std::string why, std::string fix = {});

std::string joined(const std::vector<std::string>& words, std::string_view between = ", ");
// 'name', with quotes.
std::string quote(std::string_view name);

// A service by the facts; nobody_looked when it was not asked for.
Fact<probes::ServiceState> service_of(const Facts& facts, std::string_view name);
inline bool is_running(const Fact<probes::ServiceState>& service) {
  return service && service->phase == probes::ServicePhase::running;
}
// 6.0 is Windows Server 2008.
bool is_server_2008(const Facts& facts);

// windows_rules.cpp
Judgement web_server(const Facts& facts);
Judgement iis_services(const Facts& facts);
Judgement iis_readable(const Facts& facts);
Judgement helper_service(const Facts& facts);
Judgement doctor_rights(const Facts& facts);
Judgement clock_service(const Facts& facts);
// cluster_rules.cpp
Judgement failover_clustering(const Facts& facts);
Judgement cluster_nodes(const Facts& facts);
Judgement load_balancing(const Facts& facts);
Judgement legacy_scripts(const Facts& facts);
Judgement generic_scripts(const Facts& facts);
Judgement vbscript_engine(const Facts& facts);
Judgement node_clocks(const Facts& facts);
// shared_config_rules.cpp
Judgement shared_config_on(const Facts& facts);
Judgement shared_config_share(const Facts& facts);
Judgement shared_config_keys(const Facts& facts);
Judgement offline_files(const Facts& facts);
Judgement offline_read_only(const Facts& facts);
Judgement offline_pinned(const Facts& facts);
// agent_rules.cpp
Judgement configuration(const Facts& facts);
Judgement agent_service(const Facts& facts);
Judgement agent_account(const Facts& facts);
Judgement agent_pipe(const Facts& facts);
Judgement agent_endpoint(const Facts& facts);
// role_rules.cpp
Judgement site(const Facts& facts, const RoleFacts& role);
Judgement app_pool(const Facts& facts, const RoleFacts& role);
Judgement content(const Facts& facts, const RoleFacts& role);
// resource_rules.cpp
Judgement registered(const Facts& facts, const RoleFacts& role);
Judgement script_names(const Facts& facts, const RoleFacts& role);
Judgement same_files(const Facts& facts, const RoleFacts& role);
Judgement timings(const Facts& facts, const RoleFacts& role);
Judgement monitor(const Facts& facts, const RoleFacts& role);

// The resources by which the cluster asks for this role: those of our DLL and our scripts by the
// role's name, the article's script by one of its sites.
std::vector<const ClusterResource*> resources_of(const Facts& facts, const RoleSpec& role);

}  // namespace deepalive::service::doctor::rules
