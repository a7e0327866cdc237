#include "probes/iis/request_queue.h"

namespace deepalive::probes {

Finding judge_request_queue(const Result<std::uint32_t>& length, const RequestQueueTarget& target) {
  if (!length) return Finding::own_fault(length.error().where, length.error().reason);
  std::string detail = std::to_string(*length) +
                       (*length == 1 ? " request waits" : " requests wait") +
                       " for application pool '" + target.app_pool + "'";
  const auto reached = [&](const char* what, unsigned bound) {
    return detail + " (" + what + " from " + std::to_string(bound) + ")";
  };
  if (target.fail && *length >= *target.fail) {
    return {.reason = Reason::queue_long, .detail = reached("fail", *target.fail)};
  }
  if (target.degraded && *length >= *target.degraded) {
    return {.outcome = Outcome::pass,
            .reason = Reason::queue_long,
            .detail = reached("degraded", *target.degraded),
            .degraded = true};
  }
  return {.outcome = Outcome::pass, .reason = Reason::ok, .detail = std::move(detail)};
}

}  // namespace deepalive::probes
