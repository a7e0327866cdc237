#include "config/generate/role_text.h"

#include <algorithm>

#include "config/generate/yaml_text.h"

namespace deepalive::config {
namespace {

constexpr std::size_t kMaxUnprobedShown = 10;

void add_check(const PlannedCheck& check, std::vector<std::string>& lines) {
  const SiteProbe& probe = check.probe;
  lines.push_back("    # " + probe.binding);
  lines.push_back("    - name: " + yaml_scalar(check.name));
  lines.push_back("      http:");
  lines.push_back("        url: " + yaml_scalar(probe.url()));
  if (!probe.connect_to.empty()) {
    lines.push_back("        connect_to: " + yaml_scalar(probe.connect_to));
  }
  lines.push_back("        expect: {status: [200-499]}");
  if (probe.https && !probe.has_host_name) {
    // Whatever the certificate's name is, it is not the one that was asked for.
    lines.push_back(
        "        # The binding has no host name that a certificate could be checked for.");
    lines.push_back("        tls: {verify: false}");
  }
}

void add_unprobed(const PlannedRole& role, std::vector<std::string>& lines) {
  const std::size_t shown = std::min(role.unprobed.size(), kMaxUnprobedShown);
  for (std::size_t i = 0; i < shown; ++i) {
    lines.push_back("  # Not probed: " + role.unprobed[i].binding + ": " + role.unprobed[i].why +
                    ".");
  }
  const auto add_count = [&lines](std::size_t count, const std::string& what) {
    if (count > 0) lines.push_back("  # Not probed: " + std::to_string(count) + " more " + what);
  };
  add_count(role.unprobed.size() - shown, "bindings for such reasons.");
  add_count(role.probes_left_out,
            "http and https bindings, after the first " + std::to_string(kMaxSiteProbes) + ".");
  add_count(role.unread_bindings, "bindings, which were not read.");
}

}  // namespace

std::vector<std::string> role_lines(const PlannedRole& role) {
  std::vector<std::string> lines;
  lines.push_back("# Site " + std::to_string(role.site_id) + ", '" + in_comment(role.site) +
                  "'. Its applications' pools: " + role.app_pools + ".");
  lines.push_back(yaml_scalar(role.name) + ":");
  lines.push_back("  placement: cluster");
  lines.push_back("  sites: [" + yaml_scalar(role.site) + "]");
  if (!role.checks.empty()) lines.push_back("  checks:");
  for (const PlannedCheck& check : role.checks) add_check(check, lines);
  add_unprobed(role, lines);
  return lines;
}

}  // namespace deepalive::config
