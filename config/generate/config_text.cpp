#include "config/generate/config_text.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "config/generate/role_text.h"
#include "config/generate/yaml_text.h"
#include "config/limits.h"

namespace deepalive::config {
namespace {

constexpr std::string_view kHead =
    "# DeepAlive: configuration of one node, written by 'deepalive config init' from its IIS.\n"
    "#\n"
    "# It runs as it is: a role for each site, and in it a check for each http and https binding,\n"
    "# which asks the node itself for the start page. To make it yours:\n"
    "# - url: name the page that tells whether the application works, such as /health.\n"
    "# - expect.status: here every answer passes that is no server error, so that a start page "
    "with\n"
    "#   a login, or none, fails no role over. Tighten it to what your page gives: [200-299].\n"
    "# - connect_to: this node, so that neither DNS nor a load balancer is in the way. Where "
    "HTTP.sys\n"
    "#   listens on some addresses only ('netsh http show iplisten'), one of those.\n"
    "# - tls: a certificate that this node does not trust for the name of the url fails the check; "
    "a\n"
    "#   ca_file helps, or {verify: false}.\n"
    "# - placement: cluster counts as active here until the cluster says otherwise, so it serves "
    "a\n"
    "#   node without a cluster too; always is for a node that will never have one.\n"
    "# - sites: [One, Other] in one role where sites fail over together.\n"
    "#\n"
    "# Then 'deepalive config check'. For sites that IIS gets later: 'deepalive config init "
    "--merge',\n"
    "# which leaves what stands here as it is.\n"
    "\n";

// Of services, of the site and of its pools.
constexpr std::size_t kSelfMadeChecks = 4;

constexpr std::string_view kCure = "; name the sites that matter by --site";

std::string why_too_many(const Plan& plan) {
  std::size_t checks = 0;
  for (const PlannedRole& role : plan.roles) {
    if (!role.out_of_use) checks += kSelfMadeChecks + role.checks.size();
  }
  if (live_roles(plan) <= kMaxRoles && checks <= kMaxChecks) return "";
  return std::to_string(live_roles(plan)) + " sites come to as many roles with " +
         std::to_string(checks) + " checks, and a configuration holds " +
         std::to_string(kMaxRoles) + " roles and " + std::to_string(kMaxChecks) + " checks" +
         std::string(kCure);
}

std::vector<std::string> lines_of(const Plan& plan) {
  std::vector<std::string> lines;
  std::vector<std::string> comments;
  for (const PlannedRole& role : plan.roles) {
    auto& to = role.out_of_use ? comments : lines;
    if (role.out_of_use || !lines.empty()) to.push_back("");
    if (role.out_of_use) {
      to.push_back(
          "# Stopped, and set not to start by itself: taken for out of use. If the cluster");
      to.push_back("# starts it, take the '# ' away.");
    }
    for (const std::string& line : role_lines(role)) {
      to.push_back((role.out_of_use ? "# " : "") + line);
    }
  }
  for (const SiteLeftOut& site : plan.left_out) {
    comments.push_back("");
    comments.push_back("# No role for the site '" + site.site + "': " + site.why + ".");
  }
  std::ranges::move(comments, std::back_inserter(lines));
  return lines;
}

}  // namespace

std::string indented(const std::vector<std::string>& lines, std::size_t blanks,
                     std::string_view line_end) {
  std::string text;
  for (const std::string& line : lines) {
    if (!line.empty()) text.append(blanks, ' ').append(line);
    text += line_end;
  }
  return text;
}

std::size_t live_roles(const Plan& plan) {
  return static_cast<std::size_t>(std::ranges::count(plan.roles, false, &PlannedRole::out_of_use));
}

Generated config_text(const FoundIis& iis) {
  UniqueNames names;
  Generated generated;
  generated.plan = plan_roles(iis.sites, iis.asked_for, names);
  const Plan& plan = generated.plan;
  if (live_roles(plan) == 0) {
    generated.refusal = iis.sites.empty() ? "IIS has no sites" : "no site of IIS can be looked at";
    return generated;
  }
  generated.refusal = why_too_many(plan);
  if (!generated.refusal.empty()) return generated;

  std::string text(kHead);
  if (!iis.listen.empty()) text += "agent:\n  listen: [" + yaml_scalar(iis.listen) + "]\n\n";
  if (!iis.simulated_file.empty()) {
    text += "iis:\n  provider: simulated\n  simulated_file: " + yaml_scalar(iis.simulated_file) +
            "\n\n";
  }
  text += "roles:\n" + indented(lines_of(plan), 2, "\n");
  if (text.size() > kMaxFile) {
    generated.refusal = "the roles of " + std::to_string(plan.roles.size()) +
                        " sites do not fit into one file of " + std::to_string(kMaxFile / 1024) +
                        " KiB" + std::string(kCure);
  } else {
    generated.text = std::move(text);
  }
  return generated;
}

}  // namespace deepalive::config
