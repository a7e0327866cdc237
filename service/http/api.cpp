#include "service/http/api.h"

#include <charconv>
#include <string>
#include <utility>

#include "core/protocol.h"
#include "core/units.h"
#include "service/http/query.h"
#include "service/http/replies.h"
#include "service/status_report.h"

namespace deepalive::service {
namespace {

constexpr const char* kJson = "application/json";

}  // namespace

HttpReply api_status(const RouteSources& sources) {
  const auto configuration = sources.configuration ? sources.configuration() : nullptr;
  return {.content_type = kJson,
          .body = status_json(sources.node, sources.started, sources.clock(), configuration.get())};
}

HttpReply api_role(const RouteSources& sources, std::string_view name) {
  const auto role = sources.node.find(name);
  if (!role) return unknown_role(sources.node, name);
  return {.content_type = kJson, .body = status_json(*role, sources.clock(), &sources.recent)};
}

HttpReply api_history(const RouteSources& sources, std::string_view query) {
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

HttpReply api_incident(const RouteSources& sources, std::string_view name) {
  const auto text = sources.history.incident(name);
  if (text) return {.content_type = kJson, .body = *text};
  return not_found("No incident '" + std::string(name.substr(0, protocol::kMaxName)) +
                   "' is kept here; /api/v1/history names those that are.");
}

}  // namespace deepalive::service
