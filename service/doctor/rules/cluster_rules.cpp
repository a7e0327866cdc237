#include <cstdlib>

#include "config/reading/text.h"
#include "service/doctor/rules/rules.h"
#include "service/words.h"

namespace deepalive::service::doctor::rules {
namespace {

// Kerberos refuses more than 5 minutes; logs of two nodes are hard to read together long before.
constexpr Duration kClockWarning = std::chrono::seconds(5);
constexpr Duration kClockFail = std::chrono::minutes(5);

std::string_view file_name(std::string_view path) {
  return path.substr(path.find_last_of("\\/") + 1);
}

bool is_legacy(std::string_view file) {
  return config::equal_ignoring_case(file, "clusweb.vbs") ||
         config::equal_ignoring_case(file, "clusftp.vbs");
}

bool is_vbscript(const ClusterResource& resource) {
  const auto dot = resource.file.rfind('.');
  return resource.is_script && dot != std::string::npos &&
         config::equal_ignoring_case(resource.file.substr(dot), ".vbs");
}

std::string describe(const ClusterResource& resource) {
  std::string text = quote(resource.name) + " runs " + resource.file + ", ";
  if (!resource.script) return text + "which could not be read: " + resource.script.error().where;
  switch (resource.script->kind) {
    case ScriptKind::ours:
      return text + "ours, for the role " + resource.script->role;
    case ScriptKind::article:
      return text + "the article's sample, with SITE_NAME " + quote(resource.script->site) +
             " and APP_POOL_NAME " + quote(resource.script->app_pool);
    case ScriptKind::other:
      break;
  }
  return text + "a script of somebody's own";
}

std::optional<Judgement> without_cluster(const Facts& facts) {
  if (!facts.cluster) return could_not_look(facts.cluster.error());
  if (!*facts.cluster) return could_not_look("there is no cluster database on this node");
  return std::nullopt;
}

}  // namespace

Judgement failover_clustering(const Facts& facts) {
  const auto service = service_of(facts, "ClusSvc");
  if (!service) {
    if (service.error().reason == Reason::service_missing) {
      return fail("the Failover Clustering feature is not installed",
                  "Install-WindowsFeature Failover-Clustering -IncludeManagementTools on every "
                  "node, then create the cluster (New-Cluster)");
    }
    return could_not_look(service.error());
  }
  if (is_running(service)) return ok("the cluster service is running");
  return fail("the cluster service is " + std::string(probes::to_name(service->phase)) +
                  (service->disabled ? " and disabled: this node is in no cluster" : ""),
              service->disabled ? "create the cluster (New-Cluster), or add this node to it "
                                  "(Add-ClusterNode)"
                                : "Start-ClusterNode; the System event log says why it stopped");
}

Judgement cluster_nodes(const Facts& facts) {
  if (auto none = without_cluster(facts)) return *std::move(none);
  const auto& nodes = (*facts.cluster)->nodes;
  const std::string found = std::to_string(nodes.size()) + ": " + joined(nodes);
  if (nodes.size() >= 2) return ok(found);
  return fail(found, "Add-ClusterNode: with one node there is nowhere to fail over to");
}

Judgement load_balancing(const Facts& facts) {
  const auto service = service_of(facts, "WLBS");
  if (!service) {
    if (service.error().reason != Reason::service_missing) return could_not_look(service.error());
    return ok(
        "not installed; where every node can serve at the same time, the article prefers "
        "load balancing to failover");
  }
  const auto cluster = service_of(facts, "ClusSvc");
  if (is_running(service) && is_running(cluster)) {
    return warning("Network Load Balancing and failover clustering both run on this node",
                   "use one of them: Microsoft supports no node that has both");
  }
  return ok(
      "installed; it is deprecated in Windows Server 2025, another load balancer can ask "
      "/health/<role>");
}

Judgement legacy_scripts(const Facts& facts) {
  if (auto none = without_cluster(facts)) return *std::move(none);
  std::vector<std::string> used;
  for (const ClusterResource& resource : (*facts.cluster)->resources) {
    if (is_legacy(file_name(resource.file))) {
      used.push_back(quote(resource.name) + " runs " + resource.file);
    }
  }
  if (!used.empty()) {
    return fail(joined(used, "; "),
                "these scripts are for IIS 6.0: register the role with 'deepalive cluster "
                "register ROLE --mode dll' and remove the old resource");
  }
  if (!facts.legacy_files || facts.legacy_files->empty()) return ok("not in use");
  return ok(joined(*facts.legacy_files) + " came with IIS and is not in use");
}

Judgement generic_scripts(const Facts& facts) {
  if (auto none = without_cluster(facts)) return *std::move(none);
  std::vector<std::string> found;
  bool of_the_article = false;
  bool unread = false;
  for (const ClusterResource& resource : (*facts.cluster)->resources) {
    if (!resource.is_script) continue;
    found.push_back(describe(resource));
    of_the_article |= resource.script && resource.script->kind == ScriptKind::article;
    unread |= !resource.script;
  }
  if (found.empty()) return ok("no Generic Script is registered");
  if (unread && !of_the_article) return could_not_look(joined(found, "; "));
  if (!of_the_article) return ok(joined(found, "; "));
  return warning(joined(found, "; "),
                 "the sample sees two state flags only, a site that answers 500 stays alive: "
                 "'deepalive cluster register ROLE --mode dll' replaces it");
}

Judgement vbscript_engine(const Facts& facts) {
  std::vector<std::string> users;
  if (facts.cluster && *facts.cluster) {
    for (const ClusterResource& resource : (*facts.cluster)->resources) {
      if (is_vbscript(resource)) users.push_back(quote(resource.name));
    }
  }
  const auto& engine = facts.windows.vbscript;
  if (!engine) return could_not_look(engine.error());
  const auto& file = facts.windows.vbscript_file;
  if (*engine && !file) return could_not_look(file.error());
  if (!*engine || !*file) {
    if (users.empty()) return ok("it is gone, and no resource needs it");
    return fail("it is gone, and " + joined(users) + " cannot come online here without it",
                "DISM /Online /Add-Capability /CapabilityName:VBSCRIPT~~~~ brings it back for "
                "now; 'deepalive cluster register ROLE --mode dll' needs no script engine");
  }
  if (users.empty()) return ok("it is there, and no resource needs it");
  return warning("it is there, and " + joined(users) +
                     " needs it; Microsoft takes VBScript out of "
                     "Windows",
                 "'deepalive cluster register ROLE --mode dll' needs no script engine");
}

Judgement node_clocks(const Facts& facts) {
  if (facts.clocks.empty()) return could_not_look("no other node is known");
  std::vector<std::string> seen;
  std::vector<std::string> unseen;
  Duration worst{};
  for (const ClockFact& clock : facts.clocks) {
    if (!clock.ahead) {
      unseen.push_back(clock.node + ": " + clock.ahead.error().where);
      continue;
    }
    const Duration off = *clock.ahead < Duration::zero() ? -*clock.ahead : *clock.ahead;
    worst = std::max(worst, off);
    seen.push_back(clock.node + (off < std::chrono::seconds(1) ? " agrees within a second"
                                 : *clock.ahead > Duration::zero()
                                     ? " is " + age_text(off) + " ahead"
                                     : " is " + age_text(off) + " behind"));
  }
  const char* const fix =
      "w32tm /resync on both nodes, and see that they take their time from the domain";
  if (worst >= kClockFail) return fail(joined(seen), fix);
  if (worst >= kClockWarning) return warning(joined(seen), fix);
  if (!unseen.empty()) return could_not_look(joined(unseen, "; "));
  return ok(joined(seen));
}

}  // namespace deepalive::service::doctor::rules
