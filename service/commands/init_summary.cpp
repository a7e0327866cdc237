#include "service/commands/init_summary.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "config/generate/yaml_text.h"
#include "service/commands/table.h"

namespace deepalive::service {
namespace {

constexpr std::size_t kMaxRows = 30;

std::string count_of(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string names_of(const std::vector<config::PlannedCheck>& checks) {
  std::string names;
  for (const auto& check : checks) names += (names.empty() ? "" : ", ") + check.name;
  return names.empty() ? "-" : names;
}

void print_roles(const config::Plan& plan, std::ostream& out) {
  Table table({"ROLE", "SITE", "HTTP CHECKS"});
  std::size_t rows = 0;
  std::size_t more = 0;
  for (const config::PlannedRole& role : plan.roles) {
    if (role.out_of_use) continue;
    if (++rows > kMaxRows) {
      ++more;
    } else {
      table.add({role.name, config::in_comment(role.site), names_of(role.checks)});
    }
  }
  if (rows > 0) table.print(out);
  if (more > 0) out << "… and " << more << " more\n";
}

// What was left out, a line each.
std::vector<std::string> left_out(const config::Plan& plan) {
  std::vector<std::string> lines;
  for (const config::SiteLeftOut& site : plan.left_out) {
    lines.push_back(site.site + ": " + site.why);
  }
  for (const config::PlannedRole& role : plan.roles) {
    const std::string site = config::in_comment(role.site) + ": ";
    if (role.out_of_use) {
      lines.push_back(site +
                      "stopped, and set not to start by itself; --site writes a role for it");
      continue;
    }
    for (const config::Unprobed& binding : role.unprobed) {
      lines.push_back(site + binding.binding + ": " + binding.why);
    }
    if (const auto more = role.probes_left_out + role.unread_bindings; more > 0) {
      lines.push_back(site + count_of(more, "more binding"));
    }
  }
  return lines;
}

void print_list(const std::string& title, const std::vector<std::string>& lines,
                std::ostream& out) {
  if (lines.empty()) return;
  out << '\n' << title << ":\n";
  for (std::size_t i = 0; i < std::min(lines.size(), kMaxRows); ++i) {
    out << "  " << lines[i] << '\n';
  }
  if (lines.size() > kMaxRows) out << "  … and " << lines.size() - kMaxRows << " more\n";
}

void print_next(const InitSummary& summary, std::ostream& out) {
  const std::string quoted =
      summary.file.find(' ') == summary.file.npos ? summary.file : "\"" + summary.file + "\"";
  const std::string config = summary.is_default_file ? "" : " --config " + quoted;
  out << "\nNext: read it, then\n  deepalive config check" << config << '\n';
  out << "  deepalive run" << config << '\n';
#ifdef _WIN32
  if (!summary.merged) {
    out << "  deepalive service install" << config << "\n  deepalive service start\n";
  }
#endif
  if (summary.merged) out << "An agent that runs already reads it when it is started again.\n";
}

}  // namespace

void print_summary(const InitSummary& summary, std::ostream& out) {
  std::size_t roles = 0;
  std::size_t checks = 0;
  for (const config::PlannedRole& role : summary.plan.roles) {
    if (role.out_of_use) continue;
    ++roles;
    checks += role.checks.size();
  }
  const bool nothing_new = summary.merged && roles == 0;
  if (nothing_new) {
    out << summary.file << ": nothing to add, and nothing changed\n";
  } else {
    if (!summary.file.empty()) {
      out << summary.file << (summary.merged ? ": added " : ": written, ")
          << count_of(roles, "role") << " with " << count_of(checks, "HTTP check") << "\n\n";
    }
    print_roles(summary.plan, out);
  }
  print_list("Left out", left_out(summary.plan), out);
  std::vector<std::string> unasked;
  for (const config::UnaskedBinding& binding : summary.unasked) {
    unasked.push_back("role " + binding.role + ": " + config::in_comment(binding.site) + ", " +
                      binding.binding);
  }
  print_list("Bindings of known sites that no check of their role asks", unasked, out);
  if (!nothing_new && !summary.file.empty()) print_next(summary, out);
}

}  // namespace deepalive::service
