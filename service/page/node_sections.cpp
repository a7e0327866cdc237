#include "service/page/node_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "cmake/version/build_info.h"
#include "service/page/html.h"

namespace deepalive::service {
namespace {

constexpr std::size_t kTransitionsShown = 20;
constexpr std::size_t kHistoryText = 160;  // bytes of a detail there
constexpr double kLateSeconds = 1;  // looks that begin later than that are a trouble of the agent

std::size_t count_of(std::span<const RoleView> views, Standing standing) {
  return static_cast<std::size_t>(std::ranges::count(views, standing, &RoleView::standing));
}

void add_fact(std::string& out, std::string_view name, std::string_view html) {
  fmt::format_to(std::back_inserter(out), "<div><dt>{}</dt><dd>{}</dd></div>\n", name, html);
}

// "12,345, 99 % of them within 0.25 ms".
std::string answers_text(const RequestCounters& counters) {
  std::array<std::uint64_t, DurationHistogram::kBuckets> counts{};
  for (const RequestKind kind : {RequestKind::looks_alive, RequestKind::is_alive,
                                 RequestKind::answer_looks_alive, RequestKind::answer_is_alive}) {
    const auto add = counters.of(kind).durations().counts();
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += add[i];
  }
  std::uint64_t all = 0;
  for (const std::uint64_t count : counts) all += count;
  if (all == 0) return "none asked for yet";
  std::uint64_t reached = 0;
  for (std::size_t i = 0; i < kDurationBuckets.size(); ++i) {
    reached += counts[i];
    if (reached * 100 < all * 99) continue;
    const auto within =
        std::chrono::duration_cast<Duration>(std::chrono::duration<double>(kDurationBuckets[i]));
    return fmt::format("{}, 99 % within {}", all, duration_text(within));
  }
  return fmt::format("{}, <b class=\"dead\">over 1 % later than 10 s</b>", all);
}

std::string lag_text(double seconds) {
  if (seconds < 0.01) return "looks begin when they are due";
  const std::string text = fmt::format("looks begin {:.0f} ms late", std::ceil(seconds * 100) * 10);
  return seconds < kLateSeconds ? text : "<b class=\"dead\">" + text + "</b>";
}

// When a check last saw something of IIS, and what it was that it saw.
std::string iis_text(std::span<const RoleView> views) {
  const Observation* newest = nullptr;
  for (const RoleView& view : views) {
    for (const auto& check : view.role->checks) {
      const CheckKind kind = check->spec->kind();
      if (kind != CheckKind::site && kind != CheckKind::app_pool) continue;
      const Observation& last = check->last;
      if (last.reason == Reason::not_observed) continue;
      if (newest == nullptr || last.time.steady > newest->time.steady) newest = &last;
    }
  }
  if (newest == nullptr) return "not read yet";
  const std::string when = time_element(newest->time.wall);
  if (newest->outcome != Outcome::indeterminate) return "read " + when;
  return fmt::format("<b class=\"dead\">could not be read</b> {}: {}", when,
                     escaped(newest->detail));
}

// "loaded 14:05", or why a newer one is not in force.
std::string configuration_text(const ConfigurationState& configuration) {
  std::string text = "loaded " + time_element(configuration.loaded);
  if (const auto& refused = configuration.refused) {
    text = fmt::format("<b class=\"dead\">refused</b> {}, the one before goes on: {}",
                       time_element(refused->time),
                       refused->problems.empty() ? "" : escaped(refused->problems.front()));
    if (refused->errors > 1) text += fmt::format(" and {} more", refused->errors - 1);
  }
  for (std::size_t i = 0; i < configuration.waiting.size(); ++i) {
    text += i == 0 ? "; waits for a restart: " : ", ";
    text += escaped(configuration.waiting[i]);
  }
  return text;
}

void add_transition(std::string& out, const Transition& transition) {
  // Only the answers, the reason or the root cause may have changed.
  const std::string was =
      transition.before == transition.after
          ? "still"
          : fmt::format("<span class=\"was\">{}</span> →", to_name(transition.before));
  fmt::format_to(std::back_inserter(out),
                 "<li>{} <b>{}</b> {} <span class=\"now-{}\">{}</span> <span "
                 "class=\"why\">{}</span>",
                 time_element(transition.time.wall), escaped(transition.role), was,
                 to_name(transition.after), to_name(transition.after),
                 escaped(transition.detail, kHistoryText));
  if (!transition.incident.empty()) {
    fmt::format_to(std::back_inserter(out),
                   " <a href=\"/api/v1/incidents/{}\" aria-label=\"Incident {}\">incident</a>",
                   url_encoded(transition.incident), escaped(transition.incident));
  }
  out += "</li>\n";
}

}  // namespace

std::string headline(std::span<const RoleView> views) {
  if (views.empty()) return "No roles are configured";
  const Standing worst = views.front().standing;
  const std::size_t count = count_of(views, worst);
  if (count == views.size()) {
    return count == 1 ? fmt::format("The role is {}", words_of(worst))
                      : fmt::format("All {} roles are {}", count, words_of(worst));
  }
  if (worst == Standing::healthy) {
    return fmt::format("All {} roles are as they should be", views.size());
  }
  return fmt::format("{} of {} roles {} {}", count, views.size(), count == 1 ? "is" : "are",
                     words_of(worst));
}

void add_summary(std::string& out, std::span<const RoleView> views) {
  const std::string_view tone = views.empty() ? "idle" : tone_of(views.front().standing);
  const std::string_view sign = views.empty() ? "unknown" : icon_of(views.front().standing);
  fmt::format_to(std::back_inserter(out),
                 "<section id=\"summary\" class=\"{}\" aria-label=\"Summary\"><p "
                 "class=\"headline\">{}{}</p><ul class=\"counts\">\n",
                 tone, icon(sign), headline(views));
  for (std::size_t i = 0; i < kStandings; ++i) {
    const auto standing = static_cast<Standing>(i);
    const std::size_t count = count_of(views, standing);
    if (count == 0 || count == views.size()) continue;
    fmt::format_to(std::back_inserter(out), "<li class=\"{}\">{}<b>{}</b> {}</li>\n",
                   tone_of(standing), icon(icon_of(standing)), count, words_of(standing));
  }
  out += "</ul></section>\n";
}

void add_history(std::string& out, const History& history, const std::string& role) {
  const History::Found found = history.find({.role = role, .limit = kTransitionsShown});
  out +=
      "<section id=\"history\" aria-labelledby=\"h-history\"><h2 "
      "id=\"h-history\">History</h2>\n";
  if (found.transitions.empty()) {
    out += "<p class=\"dim\">Nothing has changed yet.</p></section>\n";
    return;
  }
  out += "<ol class=\"history\" reversed>\n";
  for (auto it = found.transitions.rbegin(); it != found.transitions.rend(); ++it) {
    add_transition(out, **it);
  }
  fmt::format_to(std::back_inserter(out),
                 "</ol><p class=\"dim\"><a href=\"/api/v1/history{}{}\">All of it as JSON</a></p>"
                 "</section>\n",
                 role.empty() ? "" : "?role=", url_encoded(role));
}

void add_agent(std::string& out, const AgentFacts& facts, std::span<const RoleView> views) {
  const BuildInfo& build = build_info();
  out +=
      "<section id=\"agent\" aria-labelledby=\"h-agent\"><h2 id=\"h-agent\">The agent "
      "itself</h2><dl>\n";
  add_fact(
      out, "Version",
      fmt::format("{} <small class=\"dim\">({})</small>", build.version, escaped(build.revision)));
  add_fact(out, "Started", time_element(facts.started.wall));
  if (const auto configuration = facts.configuration ? facts.configuration() : nullptr) {
    add_fact(out, "Configuration", configuration_text(*configuration));
  }
  add_fact(out, "Answers to the cluster", answers_text(facts.pipe_requests));
  add_fact(out, "Schedule", lag_text(facts.look_lag.last_seconds()));
  add_fact(out, "IIS", iis_text(views));
  const std::uint64_t dropped = facts.journal_dropped();
  add_fact(
      out, "Journal",
      dropped == 0 ? "complete" : fmt::format("<b class=\"dead\">{} inputs left out</b>", dropped));
  out += "</dl></section>\n";
}

}  // namespace deepalive::service
