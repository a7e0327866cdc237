#include "config/generate/role_plan.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "config/generate/yaml_text.h"

namespace deepalive::config {
namespace {

constexpr std::size_t kMaxPoolsShown = 10;

// "Default Web Site" -> "default-web-site". Empty when nothing is left, and for text of another
// alphabet: the few letters of ASCII in it would be no name that anybody recognises.
std::string small_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return "";
    const bool is_capital = c >= 'A' && c <= 'Z';
    const bool is_kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_capital || is_kept) {
      name += is_capital ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (name.ends_with('-')) name.pop_back();
  return name;
}

std::string role_name(const IisSite& site) {
  const std::string name = small_name(site.name);
  return name.empty() ? "site-" + std::to_string(site.id) : name;
}

// "https-shop-example-com", "http-shop-example-com-8080", "https-443", "http-10-0-0-5-80".
std::string check_name(const SiteProbe& probe) {
  std::string name = probe.https ? "https" : "http";
  if (probe.host != "localhost") name += "-" + small_name(probe.host);
  const bool is_usual = probe.port == (probe.https ? 443 : 80);
  if (!is_usual || !probe.has_host_name) name += "-" + std::to_string(probe.port);
  return name;
}

std::vector<PlannedCheck> checks_of(std::vector<SiteProbe> probes) {
  UniqueNames names;
  std::vector<PlannedCheck> checks;
  for (SiteProbe& probe : probes) {
    std::string name = names.add(check_name(probe));
    checks.push_back({std::move(name), std::move(probe)});
  }
  return checks;
}

std::string list_of(const Result<std::vector<std::string>>& app_pools) {
  if (!app_pools) return "could not be read: " + in_comment(app_pools.error().where);
  std::string list;
  for (std::size_t i = 0; i < std::min(app_pools->size(), kMaxPoolsShown); ++i) {
    list += (i == 0 ? "" : ", ") + in_comment((*app_pools)[i]);
  }
  if (app_pools->size() > kMaxPoolsShown) {
    list += " and " + std::to_string(app_pools->size() - kMaxPoolsShown) + " more";
  }
  return list.empty() ? "none" : list;
}

// Why a site cannot have a role at all.
std::optional<std::string> why_not(const IisSite& site, const SiteProbes& probes) {
  if (!is_writable(site.name)) return "a configuration cannot hold its name";
  if (!site.bindings) {
    return "its bindings could not be read: " + in_comment(site.bindings.error().where);
  }
  if (!probes.is_web && probes.unprobed.empty()) return "has no bindings";
  if (!probes.is_web) return "has no http or https binding, only " + probes.unprobed[0].binding;
  return std::nullopt;
}

}  // namespace

Plan plan_roles(const std::vector<IisSite>& sites, bool asked_for, UniqueNames& names) {
  Plan plan;
  for (const IisSite& site : sites) {
    SiteProbes probes = site.bindings ? probes_of(*site.bindings) : SiteProbes{};
    if (auto why = why_not(site, probes)) {
      std::string name = site.name.empty() ? "(without a name)" : in_comment(site.name);
      plan.left_out.push_back({std::move(name), *std::move(why)});
      continue;
    }
    PlannedRole role;
    role.name = names.add(role_name(site));
    role.site = site.name;
    role.site_id = site.id;
    role.app_pools = list_of(site.app_pools);
    role.checks = checks_of(std::move(probes.probes));
    role.unprobed = std::move(probes.unprobed);
    role.probes_left_out = probes.left_out;
    role.unread_bindings = site.unread_bindings;
    role.out_of_use = !asked_for && !site.auto_start && !site.started;
    plan.roles.push_back(std::move(role));
  }
  return plan;
}

}  // namespace deepalive::config
