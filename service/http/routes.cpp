#include "service/http/routes.h"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "core/nearest.h"
#include "core/protocol.h"
#include "core/units.h"
#include "service/answers.h"
#include "service/http/page.h"
#include "service/http/query.h"
#include "service/metrics/exposition.h"
#include "service/metrics/probe_exposition.h"
#include "service/status_report.h"

namespace deepalive::service {
namespace {

constexpr const char* kJson = "application/json";
constexpr auto kPaths = std::to_array<std::string_view>(
    {"/", "/metrics", "/health/", "/api/v1/status", "/api/v1/roles/", "/api/v1/history",
     "/api/v1/incidents/", "/probe", "/-/healthy", "/-/ready"});

HttpReply not_found(std::string text) { return {.status = 404, .body = std::move(text) + "\n"}; }

HttpReply unknown_role(const NodeHealth& node, std::string_view role) {
  std::string text =
      "No role '" + std::string(role.substr(0, protocol::kMaxName)) + "' here; roles are:";
  for (const auto& health : node.all()) text += " " + health->spec->name;
  return not_found(std::move(text));
}

HttpReply health(const RouteSources& sources, std::string_view role, std::string_view query) {
  const auto level = parameter(query, "level");
  const auto degraded = parameter(query, "degraded");
  if ((!level.empty() && level != "isalive" && level != "looksalive") ||
      (!degraded.empty() && degraded != "pass" && degraded != "fail")) {
    return {.status = 400, .body = "level is isalive or looksalive; degraded is pass or fail.\n"};
  }
  const auto found = sources.node.find(role);
  if (!found) return unknown_role(sources.node, role);
  const auto question = level == "looksalive" ? Question::looks_alive : Question::is_alive;
  const protocol::Answer reply = answer(*found, question, sources.clock());
  // A load balancer asks whether requests are answered here; on standby nothing is wrong, and they
  // are not.
  const bool pass = reply.alive && reply.verdict != to_name(Verdict::standby) &&
                    !(degraded == "fail" && reply.verdict == to_name(Verdict::degraded));
  return {.status = pass ? 200u : 503u, .body = protocol::format_answer(reply) + "\n"};
}

// ?role=shop&since=24h&limit=100, each optional. A role that was configured once has a history,
// too.
HttpReply history(const RouteSources& sources, std::string_view query) {
  HistoryQuery wanted{.role = std::string(parameter(query, "role"))};
  if (!wanted.role.empty() && !protocol::is_name(wanted.role)) {
    return {.status = 400, .body = "role is a name of letters, digits, _ and -.\n"};
  }
  if (const auto since = parameter(query, "since"); !since.empty()) {
    const auto duration = parse_duration(since);
    if (!duration) return {.status = 400, .body = "since is a duration such as 24h.\n"};
    wanted.since = sources.clock().wall - std::chrono::duration_cast<WallTime::duration>(*duration);
  }
  if (const auto limit = parameter(query, "limit"); !limit.empty()) {
    const auto [end, error] =
        std::from_chars(limit.data(), limit.data() + limit.size(), wanted.limit);
    if (error != std::errc{} || end != limit.data() + limit.size() || wanted.limit == 0 ||
        wanted.limit > kMaxShownTransitions) {
      return {.status = 400,
              .body = "limit is 1 to " + std::to_string(kMaxShownTransitions) + ".\n"};
    }
  }
  return {.content_type = kJson, .body = history_json(sources.history.find(wanted))};
}

HttpReply incident(const RouteSources& sources, std::string_view name) {
  const auto text = sources.history.incident(name);
  if (text) return {.content_type = kJson, .body = *text};
  return not_found("No incident '" + std::string(name.substr(0, protocol::kMaxName)) +
                   "' is kept here; /api/v1/history names those that are.");
}

// Ready: every role has a verdict that rests upon something seen.
HttpReply ready(const RouteSources& sources) {
  const Instant now = sources.clock();
  for (const auto& role : sources.node.all()) {
    const Judgement judgement = current(*role, now.steady);
    if (judgement.verdict == Verdict::initializing) {
      return {.status = 503, .body = "role " + role->spec->name + ": " + judgement.detail + "\n"};
    }
  }
  return {.body = "ready\n"};
}

HttpReply route(const RouteSources& sources, const HttpRequest& request) {
  const std::string_view path = request.path();
  const std::string_view query = request.query();
  const auto after = [path](std::string_view prefix) { return path.substr(prefix.size()); };
  if (path == "/") {
    return {.content_type = "text/html; charset=utf-8",
            .body = render_page(sources.node, sources.started, sources.clock())};
  }
  if (path == "/metrics") {
    return {.content_type = kMetricsContentType, .kept_body = sources.metrics(sources.clock())};
  }
  if (path == "/probe") return probe_reply(sources.node, query, sources.clock());
  if (path.starts_with("/health/")) return health(sources, after("/health/"), query);
  if (path == "/api/v1/status") {
    return {.content_type = kJson,
            .body = status_json(sources.node, sources.started, sources.clock())};
  }
  if (path.starts_with("/api/v1/roles/")) {
    const auto role = sources.node.find(after("/api/v1/roles/"));
    if (!role) return unknown_role(sources.node, after("/api/v1/roles/"));
    return {.content_type = kJson, .body = status_json(*role, sources.clock())};
  }
  if (path == "/api/v1/history") return history(sources, query);
  if (path.starts_with("/api/v1/incidents/")) {
    return incident(sources, after("/api/v1/incidents/"));
  }
  if (path == "/-/healthy") return {.body = "healthy\n"};
  if (path == "/-/ready") return ready(sources);
  return not_found("Nothing here" + did_you_mean(path, kPaths));
}

}  // namespace

HttpHandler make_routes(RouteSources sources) {
  return [sources = std::move(sources)](const HttpRequest& request) {
    return route(sources, request);
  };
}

}  // namespace deepalive::service
