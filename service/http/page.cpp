#include "service/http/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "cmake/version/build_info.h"
#include "service/words.h"

namespace deepalive::service {
namespace {

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="5">
<title>DeepAlive</title><style>
:root{color-scheme:light dark;--bad:#c62828;--warn:#b26a00;--good:#2e7d32;--dim:#6b7280;--line:#8884}
body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.2rem;margin:0 0 .25rem}
section{border:1px solid var(--line);border-left:.4rem solid var(--dim);border-radius:.4rem;padding:1rem;margin:1rem 0}
.unhealthy{border-left-color:var(--bad)}.degraded,.unknown{border-left-color:var(--warn)}.healthy{border-left-color:var(--good)}
.tag{font-weight:600}.unhealthy .tag,.down{color:var(--bad)}.degraded .tag,.unknown .tag,.pending{color:var(--warn)}
.healthy .tag,.up{color:var(--good)}.dim,footer{color:var(--dim)}
div.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin-top:.75rem}
th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-top:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--dim);border-top:0}td:last-child{min-width:14rem;overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){:root{--bad:#ff7b72;--warn:#e3b341;--good:#56d364;--dim:#9ca3af}}
</style></head><body>
)";

// Worst first.
constexpr std::array kOrder = {Verdict::unhealthy,    Verdict::unknown,     Verdict::degraded,
                               Verdict::initializing, Verdict::maintenance, Verdict::standby,
                               Verdict::healthy};

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void add_check(std::string& out, const RoleHealth& role, const CheckHealth& check, Instant now) {
  const auto state = check.condition.state_at(now.steady, role.spec->rules.stale_after);
  const auto& evidence = check.condition.evidence_time();
  fmt::format_to(
      std::back_inserter(out),
      "<tr><td>{}</td><td>{}</td><td class=\"{}\">{}{}</td><td>{}</td><td>{}</td></tr>\n",
      escaped(check.spec->name), to_name(check.spec->kind()), to_name(state), to_name(state),
      check.condition.pending() ? " <span class=\"pending\">(changing)</span>" : "",
      evidence ? age_text(now.steady - *evidence) : "never",
      escaped(check.last.detail.empty() ? to_name(check.last.reason) : check.last.detail));
}

void add_role(std::string& out, const RoleHealth& role, const Judgement& judgement, Instant now) {
  const auto verdict = to_name(judgement.verdict);
  const std::string name = escaped(role.spec->name);
  fmt::format_to(
      std::back_inserter(out),
      "<section class=\"{0}\" aria-label=\"Role {1}\"><h2>{1} <span class=\"tag\">{0}</span></h2>\n"
      "<p>{2}<br><span class=\"dim\">since {3} · IsAlive {4} · LooksAlive {5} · generation {6} · "
      "<a href=\"/health/{1}\">health</a> · <a href=\"/api/v1/roles/{1}\">JSON</a></span></p>\n"
      "<div class=\"wide\"><table><thead><tr><th scope=\"col\">Check</th><th "
      "scope=\"col\">Kind</th>"
      "<th scope=\"col\">State</th><th scope=\"col\">Seen</th><th scope=\"col\">Last "
      "result</th></tr>"
      "</thead><tbody>\n",
      verdict, name, escaped(judgement.detail), to_utc_text(role.since.wall),
      judgement.answers.is_alive ? "true" : "false",
      judgement.answers.looks_alive ? "true" : "false", role.generation);
  for (const auto& check : role.checks) add_check(out, role, *check, now);
  out += "</tbody></table></div></section>\n";
}

}  // namespace

std::string render_page(const NodeHealth& node, Instant started, Instant now) {
  std::vector<std::pair<std::shared_ptr<const RoleHealth>, Judgement>> roles;
  for (auto& role : node.all()) {
    Judgement judgement = current(*role, now.steady);
    roles.emplace_back(std::move(role), std::move(judgement));
  }
  const auto rank = [](const auto& entry) {
    return std::ranges::find(kOrder, entry.second.verdict) - kOrder.begin();
  };
  std::ranges::stable_sort(roles, {}, rank);

  std::string out(kHead);
  out += "<header><h1>DeepAlive</h1></header><main>\n";
  for (const auto& [role, judgement] : roles) add_role(out, *role, judgement, now);
  if (roles.empty()) out += "<p>No roles are configured.</p>\n";
  const BuildInfo& build = build_info();
  fmt::format_to(
      std::back_inserter(out),
      "</main><footer>DeepAlive {} ({}) · up {} · {} · <a href=\"/metrics\">metrics</a> · "
      "<a href=\"/api/v1/status\">status as JSON</a></footer></body></html>\n",
      build.version, build.revision, age_text(now.steady - started.steady), to_utc_text(now.wall));
  return out;
}

}  // namespace deepalive::service
