#include "service/http/replies.h"

#include <boost/json.hpp>
#include <utility>
#include <vector>

#include "core/nearest.h"
#include "core/protocol.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostRolesNamed = 20;

// What somebody asked for, fit to be said back in ASCII.
std::string said_back(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, protocol::kMaxName)) out += c < ' ' || c > '~' ? '?' : c;
  return out;
}

std::string_view title_of(unsigned status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    default:
      return "Error";
  }
}

}  // namespace

HttpReply not_found(std::string text) { return {.status = 404, .body = std::move(text) + "\n"}; }

HttpReply unknown_role(const NodeHealth& node, std::string_view role) {
  const auto roles = node.all();
  std::vector<std::string_view> names;
  for (const auto& health : roles) names.push_back(health->spec->name);
  std::string text = "No role '" + said_back(role) + "' here";
  if (const std::string meant = did_you_mean(role, names); !meant.empty()) {
    return not_found(text + meant);
  }
  text += "; roles are:";
  for (std::size_t i = 0; i < names.size() && i < kMostRolesNamed; ++i) {
    text += " " + std::string(names[i]);
  }
  if (names.size() > kMostRolesNamed) text += " and more";
  return not_found(std::move(text));
}

HttpReply as_problem(HttpReply reply) {
  std::string detail = std::move(reply.body);
  while (detail.ends_with('\n')) detail.pop_back();
  return {.status = reply.status,
          .content_type = "application/problem+json",
          .body = json::serialize(json::object{{"title", title_of(reply.status)},
                                               {"status", reply.status},
                                               {"detail", std::move(detail)}}),
          .headers = std::move(reply.headers)};
}

}  // namespace deepalive::service
