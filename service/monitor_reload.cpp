#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "core/same_spec.h"
#include "core/schedule.h"
#include "probes/iis/node_query.h"
#include "service/monitor.h"
#include "service/monitored_role.h"

namespace deepalive::service {
namespace {

// Its TLS settings name files, which may hold something else by now.
bool has_tls_files(const CheckSpec& check) {
  const auto* const http = std::get_if<HttpTarget>(&check.target);
  if (http == nullptr) return false;
  return !http->tls.ca_file.empty() || !http->tls.client_certificate.file.empty();
}

// A check that came or changed is looked at soon: nobody knows what it would say. Spread, so that
// many of them are no herd.
TimePoint soon(TimePoint now, Cadence cadence, double spread) {
  cadence.interval = std::min(cadence.interval, cadence.fast_interval);
  return first_due(now, cadence, spread);
}

}  // namespace

Monitor::Plan Monitor::plan(const NodeSpec& before, std::shared_ptr<const NodeSpec> after) {
  probe_maker_.forget_files();
  std::map<std::string_view, const RoleSpec*> known;
  for (const RoleSpec& role : before.roles) known.emplace(role.name, &role);
  Plan plan{.spec = std::move(after), .roles = {}};
  for (const RoleSpec& role : plan.spec->roles) {
    Plan::Role& planned = plan.roles.emplace_back();
    const auto found = known.find(role.name);
    const RoleSpec* const was = found == known.end() ? nullptr : found->second;
    planned.same = was != nullptr && same_role(*was, role);
    // On its own, so that a role which stays the same does not hold on to all of a configuration.
    planned.spec = std::make_shared<const RoleSpec>(role);
    const auto counterpart = was == nullptr
                                 ? std::vector<std::optional<std::size_t>>(role.checks.size())
                                 : counterparts(*was, role);
    for (std::size_t i = 0; i < role.checks.size(); ++i) {
      const bool keeps = counterpart[i] && same_probe(was->checks[*counterpart[i]], role.checks[i]);
      planned.probes.push_back(
          keeps && !has_tls_files(role.checks[i]) ? nullptr : probe_maker_.make(role.checks[i]));
    }
  }
  return plan;
}

void Monitor::reconfigure(Plan plan, const Left& left) {
  if (stopping_) return;
  const auto before = std::exchange(spec_, std::move(plan.spec));
  ++configuration_;
  std::erase_if(leaving_, [](const auto& looker) { return looker.expired(); });
  const Instant now = clock_();
  std::vector<std::pair<std::shared_ptr<Role>, RoleChange>> changes;
  {
    const NodeHealth::Swap swap(node_);
    std::vector<std::shared_ptr<Role>> earlier = std::exchange(roles_, {});
    std::map<std::string_view, std::shared_ptr<Role>> known;
    for (const auto& role : earlier) known.emplace(role->spec().name, role);
    for (Plan::Role& planned : plan.roles) {
      const auto found = known.find(planned.spec->name);
      if (found == known.end()) {
        Role& added = add_role(planned.spec, left);
        for (std::size_t i = 0; i < planned.probes.size(); ++i) {
          add_check(added, i, std::move(planned.probes[i]),
                    soon(now.steady, added.spec().checks[i].cadence, random()));
        }
        continue;
      }
      const std::shared_ptr<Role> role = found->second;
      known.erase(found);
      roles_.push_back(role);
      if (auto change = reconfigure(*role, planned, now)) {
        changes.emplace_back(role, *std::move(change));
      }
    }
    for (const auto& [name, role] : known) remove_role(*role);
  }
  share_readings();
  forget_inventory(*before);
  foresee_inventory();
  services_due_.cancel();
  iis_due_.cancel();
  for (const auto& [role, change] : changes) {
    listeners_.reconfigured(change, now);
    if (change.is_transition()) {
      listeners_.transition(change);
      listeners_.remember(std::chrono::seconds(1));
    }
    arm_refresh(*role);
    if (role->spec().placement == Placement::always && role->standby()) {
      place(role->spec().name, NodePlacement::active);
    }
  }
}

// What changed; none when nothing did.
std::optional<RoleChange> Monitor::reconfigure(Role& role, Plan::Role& planned, Instant now) {
  const bool undisturbed =
      planned.same &&
      std::ranges::none_of(planned.probes, [](const auto& probe) { return !!probe; });
  if (undisturbed) return std::nullopt;
  const std::shared_ptr<const RoleSpec> before = role.keeper.health().spec;
  const auto counterpart = counterparts(*before, *planned.spec);
  std::vector<Role::Check> old_checks =
      std::exchange(role.checks, std::vector<Role::Check>(planned.spec->checks.size()));
  std::optional<RoleChange> change;
  if (!planned.same) change = role.keeper.reconfigure(planned.spec, now);

  for (std::size_t i = 0; i < role.checks.size(); ++i) {
    const CheckSpec& check = role.spec().checks[i];
    const CheckSpec* const was = counterpart[i] ? &before->checks[*counterpart[i]] : nullptr;
    if (was == nullptr || !same_probe(*was, check)) {
      // Content is looked for where IIS has it, which has to be read first.
      if (check.kind() == CheckKind::content_path) {
        folders_known_ = false;
        folders_doubted_ = true;
      }
      auto probe = planned.probes[i] ? std::move(planned.probes[i]) : probe_maker_.make(check);
      add_check(role, i, std::move(probe), soon(now.steady, check.cadence, random()));
      continue;
    }
    role.checks[i] = std::exchange(old_checks[*counterpart[i]], {});
    Looker* const looker = role.checks[i].looker.get();
    if (looker == nullptr) continue;
    looker->index = i;
    if (planned.probes[i]) looker->next_probe = std::move(planned.probes[i]);
    const bool same_times = was->cadence.interval == check.cadence.interval &&
                            was->cadence.fast_interval == check.cadence.fast_interval;
    if (!same_times) looker->due.cancel();
  }
  for (const Role::Check& check : old_checks) {
    if (check.looker) retire(check.looker);
  }
  return change;
}

void Monitor::remove_role(Role& role) {
  node_.remove(role.spec().name);
  role.refresh.cancel();
  for (const Role::Check& check : role.checks) {
    if (check.looker) retire(check.looker);
  }
}

// Its coroutine ends by itself: at once if it waits, else when the look under way is over.
void Monitor::retire(const std::shared_ptr<Looker>& looker) {
  looker->gone = true;
  looker->role = nullptr;
  looker->due.cancel();
  leaving_.push_back(looker);
}

// What only the configuration before asked for.
void Monitor::forget_inventory(const NodeSpec& before) {
  std::set<std::string_view> sites;
  std::set<std::string_view> pools;
  for (const RoleSpec& role : spec_->roles) {
    sites.insert(role.sites.begin(), role.sites.end());
    pools.insert(role.app_pools.begin(), role.app_pools.end());
  }
  for (const RoleSpec& role : before.roles) {
    for (const auto& site : role.sites) {
      if (!sites.contains(site)) inventory_.sites.erase(site);
    }
    for (const auto& pool : role.app_pools) {
      if (!pools.contains(pool)) inventory_.app_pools.erase(pool);
    }
  }
  const std::set<std::string_view> services(service_names_.begin(), service_names_.end());
  std::erase_if(inventory_.services,
                [&services](const auto& entry) { return !services.contains(entry.first); });
}

}  // namespace deepalive::service
