#include "service/pipe/request_counters.h"

#include <numeric>

#include "core/protocol.h"

namespace deepalive::service {
namespace {

constexpr std::array<std::string_view, kRequestKinds> kLabels = {
    "looksalive",    "isalive", "watch",   "online",   "offline", "terminate", "maintenance",
    "status",        "ping",    "history", "incident", "reload",  "invalid",   "answer_looksalive",
    "answer_isalive"};

}  // namespace

RequestKind kind_of(std::string_view line) {
  protocol::ProtocolError error;
  const auto request = protocol::parse_request(line, error);
  if (!request) return RequestKind::invalid;
  switch (request->verb) {
    case protocol::Verb::looks_alive:
      return RequestKind::looks_alive;
    case protocol::Verb::is_alive:
      return RequestKind::is_alive;
    case protocol::Verb::watch:
      return RequestKind::watch;
    case protocol::Verb::online:
      return RequestKind::online;
    case protocol::Verb::offline:
      return RequestKind::offline;
    case protocol::Verb::terminate:
      return RequestKind::terminate;
    case protocol::Verb::maintenance:
      return RequestKind::maintenance;
    case protocol::Verb::status:
      return RequestKind::status;
    case protocol::Verb::ping:
      return RequestKind::ping;
    case protocol::Verb::history:
      return RequestKind::history;
    case protocol::Verb::incident:
      return RequestKind::incident;
    case protocol::Verb::reload:
      return RequestKind::reload;
  }
  return RequestKind::invalid;
}

RequestKind kind_of(Question answer_pipe) {
  return answer_pipe == Question::looks_alive ? RequestKind::answer_looks_alive
                                              : RequestKind::answer_is_alive;
}

std::uint64_t RequestCounter::count() const {
  const auto counts = durations_.counts();
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

RequestCounters::All RequestCounters::all() const {
  All all;
  for (std::size_t i = 0; i < kRequestKinds; ++i) all[i] = {kLabels[i], &counters_[i]};
  return all;
}

}  // namespace deepalive::service
