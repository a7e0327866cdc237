#include "service/http/routes.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "core/nearest.h"
#include "service/http/api.h"
#include "service/http/api_description.h"
#include "service/http/badge.h"
#include "service/http/health.h"
#include "service/http/replies.h"
#include "service/metrics/exposition.h"
#include "service/metrics/probe_exposition.h"

namespace deepalive::service {
namespace {

struct Route {
  std::string_view path;  // one that ends in / takes a name behind it, except / itself
  HttpReply (*reply)(const RouteSources&, const HttpRequest&, std::string_view name);
};

// Each path of the endpoint.
constexpr auto kRoutes = std::to_array<Route>({
    {"/", [](const RouteSources& from, const HttpRequest& request,
             std::string_view) { return from.page(request); }},
    {"/metrics",
     [](const RouteSources& from, const HttpRequest&, std::string_view) -> HttpReply {
       return {.content_type = kMetricsContentType, .kept_body = from.metrics(from.clock())};
     }},
    {"/health/", [](const RouteSources& from, const HttpRequest& request,
                    std::string_view role) { return health(from, role, request.query()); }},
    {"/api/v1/status", [](const RouteSources& from, const HttpRequest&,
                          std::string_view) { return api_status(from); }},
    {"/api/v1/roles/", [](const RouteSources& from, const HttpRequest&,
                          std::string_view role) { return api_role(from, role); }},
    {"/api/v1/history", [](const RouteSources& from, const HttpRequest& request,
                           std::string_view) { return api_history(from, request.query()); }},
    {"/api/v1/incidents/", [](const RouteSources& from, const HttpRequest&,
                              std::string_view name) { return api_incident(from, name); }},
    {"/probe",
     [](const RouteSources& from, const HttpRequest& request, std::string_view) {
       return probe_reply(from.node, request.query(), from.clock());
     }},
    {"/api/v1/openapi.yaml",
     [](const RouteSources&, const HttpRequest&, std::string_view) -> HttpReply {
       return {.content_type = "application/yaml", .body = std::string(api_description())};
     }},
    {"/badge/", [](const RouteSources& from, const HttpRequest&,
                   std::string_view name) { return badge(from, name); }},
    {"/-/healthy", [](const RouteSources&, const HttpRequest&,
                      std::string_view) { return HttpReply{.body = "healthy\n"}; }},
    {"/-/ready",
     [](const RouteSources& from, const HttpRequest&, std::string_view) { return ready(from); }},
});

bool matches(const Route& route, std::string_view path) {
  return route.path.size() > 1 && route.path.ends_with('/') ? path.starts_with(route.path)
                                                            : path == route.path;
}

HttpReply reply_to(const RouteSources& sources, const HttpRequest& request) {
  const std::string_view path = request.path();
  const auto route = std::ranges::find_if(
      kRoutes, [path](const Route& candidate) { return matches(candidate, path); });
  if (route != kRoutes.end()) {
    return route->reply(sources, request, path.substr(route->path.size()));
  }
  return not_found("Nothing here" + did_you_mean(path, route_paths()));
}

}  // namespace

std::vector<std::string_view> route_paths() {
  std::vector<std::string_view> paths;
  for (const Route& route : kRoutes) paths.push_back(route.path);
  return paths;
}

HttpHandler make_routes(RouteSources sources) {
  return [sources = std::move(sources)](const HttpRequest& request) {
    HttpReply reply = reply_to(sources, request);
    const bool failed_api = reply.status >= 400 && request.target.starts_with("/api/");
    return failed_api ? as_problem(std::move(reply)) : reply;
  };
}

}  // namespace deepalive::service
