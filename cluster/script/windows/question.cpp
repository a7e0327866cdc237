#include "cluster/script/windows/question.h"

#include "core/protocol.h"

namespace deepalive::cluster {

std::optional<std::string> request_line(std::string_view question, std::string_view role) {
  const std::string_view verb = question == "looksalive"                         ? "LOOKSALIVE"
                                : question == "isalive" || question == "standby" ? "ISALIVE"
                                                                                 : "";
  if (verb.empty() || !protocol::is_name(role)) return std::nullopt;
  const std::string_view claim = question == "standby" ? " standby" : " active";
  return std::string(verb).append(" ").append(role).append(claim);
}

Heard understand(const std::string& line, std::string_view role) {
  const auto answer = protocol::parse_answer(line);
  if (!answer || answer->role != role) return {kUnreachable, "the agent says: " + line};
  std::string text = answer->verdict + " (" + answer->reason + ")";
  if (!answer->detail.empty()) text += ": " + answer->detail;
  if (!answer->alive) return {kDead, text};
  if (answer->verdict == "degraded") return {kDegraded, text};
  return {answer->verdict == "unknown" ? kUnknown : kAlive, text};
}

}  // namespace deepalive::cluster
