#include "service/doctor/gather.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "config/environment.h"
#include "probes/files/content.h"
#include "probes/files/folder.h"
#include "probes/iis/node_query.h"
#include "service/agent.h"
#include "service/doctor/look.h"
#include "service/doctor/registry_facts.h"

namespace deepalive::service::doctor {
namespace {

namespace fs = std::filesystem;
using Services = std::map<std::string, Fact<probes::ServiceState>, std::less<>>;

constexpr const char* kWindowsServices[] = {"AppHostSvc", "ClusSvc", "CscService",
                                            "WLBS",       "W32Time", "DeepAlive"};
constexpr const char* kIisServices[] = {"W3SVC", "WAS"};

bool is_simulated(const NodeSpec& spec) { return spec.iis.provider == IisProvider::simulated; }

Look<Services> look_at_services(const NodeSpec& spec, const Machine& machine) {
  const auto make_iis_services =
      is_simulated(spec) ? make_sources(spec).services : machine.services;
  return {"asking the service control manager", kPatience,
          [make_iis_services, make_services = machine.services]() -> Result<Services> {
            Services services;
            const auto iis = make_iis_services();
            for (const std::string name : kIisServices) services[name] = iis->query(name);
            const auto others = make_services();
            for (const std::string name : kWindowsServices) services[name] = others->query(name);
            return services;
          }};
}

Look<probes::IisState> look_at_iis(const NodeSpec& spec, const Machine& machine) {
  const bool possible = is_simulated(spec) || !machine.windows_folder.empty();
  probes::IisQuery query = probes::query_of(spec);
  query.app_pools_of_sites = true;
  query.folders_of_sites = true;
  query.anew = true;
  return {"reading IIS", kPatience,
          [possible, query, make = make_sources(spec).iis]() -> Result<probes::IisState> {
            if (!possible) {
              return Error{Reason::iis_not_installed, 0,
                           "only Windows has IIS; a simulated one needs a configuration"};
            }
            return make()->read(query);
          }};
}

// The engine's DLL stands in System32 where no folder is named.
Result<bool> is_there(const std::string& file, const std::string& windows_folder) {
  const auto path = probes::expand_variables(file, probes::environment_variable);
  if (!path) return path.error();
  const bool has_folder = path->find_first_of("\\/") != std::string::npos;
  std::error_code code;
  const bool found = fs::exists(
      config::path_from_utf8(has_folder ? *path : windows_folder + "\\System32\\" + *path), code);
  if (code) return Error{Reason::path_unreadable, code.value(), *path + ": " + code.message()};
  return found;
}

Look<WindowsFacts> look_at_windows(const Machine& machine) {
  return {"reading the registry", kPatience, [machine]() -> Result<WindowsFacts> {
            WindowsFacts facts = read_windows(*machine.registry());
            facts.administrator = machine.is_administrator();
            if (facts.vbscript && *facts.vbscript) {
              facts.vbscript_file = is_there(**facts.vbscript, machine.windows_folder);
            }
            return facts;
          }};
}

Look<std::vector<std::string>> look_for_legacy_files(const Machine& machine) {
  return {"looking for old scripts", kPatience,
          [folder = machine.windows_folder]() -> Result<std::vector<std::string>> {
            std::vector<std::string> found;
            if (folder.empty()) return found;
            for (const std::string name : {"clusweb.vbs", "clusftp.vbs"}) {
              const auto there = is_there(folder + "\\System32\\inetsrv\\" + name, folder);
              if (!there) return there.error();
              if (*there) found.push_back(name);
            }
            return found;
          }};
}

using ContentLook = std::unique_ptr<Look<probes::Finding>>;

ContentLook look_at_content(const probes::FoldersBySite& folders, const RoleSpec& role) {
  return std::make_unique<Look<probes::Finding>>(
      "reading the content folders", kPatience,
      [folders, sites = role.sites]() -> Result<probes::Finding> {
        return probes::look_at_content(folders, sites, probes::environment_variable,
                                       probes::folder_problem);
      });
}

template <class T>
void take_into(Fact<T>& fact, Look<T>& look) {
  fact = look.take();
}

// A reading that failed as a whole leaves its error in the one fact that rules look at first.
WindowsFacts windows_facts(Fact<WindowsFacts> seen) {
  if (seen) return *std::move(seen);
  const Error& error = seen.error();
  WindowsFacts facts;
  facts.product = facts.version = facts.iis = facts.vbscript = facts.agent_account = error;
  facts.helper_rights = facts.csc_assigned = error;
  facts.csc_read_only = error;
  facts.vbscript_file = facts.administrator = error;
  return facts;
}

std::vector<RoleFacts> roles_of(const Visit& visit) {
  std::vector<RoleFacts> roles;
  for (const RoleSpec& role : visit.spec.roles) {
    if (visit.role.empty() || visit.role == role.name) roles.push_back({role, {}});
  }
  return roles;
}

}  // namespace

Facts gather(const Visit& visit, const Machine& machine) {
  Facts facts;
  facts.node = machine.name;
  facts.roles = roles_of(visit);
  facts.agent.config_file = visit.config_file;
  facts.agent.has_config = visit.has_config;
  facts.agent.simulated = is_simulated(visit.spec);

  auto windows = look_at_windows(machine);
  auto services = look_at_services(visit.spec, machine);
  auto iis = look_at_iis(visit.spec, machine);
  auto legacy = look_for_legacy_files(machine);
  Look<std::optional<ClusterFacts>> cluster("reading the cluster database", kPatience,
                                            [machine]() -> Result<std::optional<ClusterFacts>> {
                                              return read_cluster(*machine.registry());
                                            });
  Look<std::string> pipe("asking the agent", kPatience, [address = visit.pipe] {
    return pipe_ask(address, "PING", kPatience * 3 / 5);
  });
  Look<SharedConfigFacts> shared(
      "reading the shared configuration", 2 * kPatience,
      [folder = make_sources(visit.spec).beside.config_folder,
       machine]() -> Result<SharedConfigFacts> { return look_at_shared_config(folder, machine); });
  Look<std::vector<EndpointFact>> endpoints(
      "asking the endpoint", 2 * kPatience,
      [spec = visit.spec]() -> Result<std::vector<EndpointFact>> {
        return look_at_endpoints(spec);
      });

  take_into(facts.iis, iis);
  take_into(facts.cluster, cluster);
  const auto folders = facts.iis ? probes::folders_in(*facts.iis) : probes::FoldersBySite{};
  std::vector<ContentLook> contents;
  for (const RoleFacts& role : facts.roles) {
    contents.push_back(look_at_content(folders, role.role));
  }
  if (facts.cluster && *facts.cluster) facts.clocks = look_at_cluster(**facts.cluster, machine);

  facts.windows = windows_facts(windows.take());
  if (auto seen = services.take()) {
    facts.services = *std::move(seen);
  } else {
    for (const char* name : kIisServices) facts.services[name] = seen.error();
    for (const char* name : kWindowsServices) facts.services[name] = seen.error();
  }
  take_into(facts.legacy_files, legacy);
  take_into(facts.agent.pipe, pipe);
  if (auto seen = shared.take()) {
    facts.shared_config = *std::move(seen);
  } else {
    facts.shared_config.redirection = seen.error();
    facts.shared_config.offline_files_on = seen.error();
  }
  if (auto seen = endpoints.take()) {
    facts.agent.endpoints = *std::move(seen);
  } else {
    for (const std::string& address : visit.spec.agent.listen) {
      facts.agent.endpoints.push_back({address, seen.error()});
    }
  }
  for (std::size_t i = 0; i < contents.size(); ++i) {
    take_into(facts.roles[i].content, *contents[i]);
    if (!facts.iis) facts.roles[i].content = facts.iis.error();
  }
  return facts;
}

}  // namespace deepalive::service::doctor
