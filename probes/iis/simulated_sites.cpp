#include "probes/iis/simulated_sites.h"

#include <algorithm>
#include <utility>

#include "core/time.h"
#include "probes/iis/hresult.h"
#include "probes/iis/simulated_file.h"

namespace deepalive::probes {
namespace {

IisSite as_configured(const SimulatedSite& site, bool services_run) {
  IisSite listed;
  listed.name = site.name;
  listed.id = site.id;
  listed.auto_start = site.auto_start;
  listed.started = services_run && site.state && *site.state == RunState::started;
  auto bindings = site.bindings;
  if (bindings.size() > kMaxIisBindings) {
    listed.unread_bindings = bindings.size() - kMaxIisBindings;
    bindings.resize(kMaxIisBindings);
  }
  listed.bindings = std::move(bindings);
  std::vector<std::string> pools;
  for (const std::string& pool : *site.app_pools) {
    if (std::ranges::find(pools, pool) == pools.end()) pools.push_back(pool);
  }
  listed.app_pools = std::move(pools);
  return listed;
}

}  // namespace

Result<std::vector<IisSite>> simulated_sites(std::string_view file, const SimulatedBlock& block) {
  SimulatedFile simulated(file, system_instant);
  const auto view = simulated.look();
  if (!view) return view.error();
  const SimulatedNode& node = *view->node;
  if (node.faults.hang > Duration::zero()) block(node.faults.hang);
  if (node.faults.error) return hresult_error("simulated IIS", *node.faults.error);
  const bool services_run = !iis_service_down(node);
  std::vector<IisSite> sites;
  for (const SimulatedSite& site : node.sites) sites.push_back(as_configured(site, services_run));
  return sites;
}

}  // namespace deepalive::probes
