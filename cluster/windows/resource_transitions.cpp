// How a resource comes online and goes offline: the part of its thread that reports to the cluster.
#include <algorithm>

#include "cluster/windows/agent_service.h"
#include "cluster/windows/resource.h"
#include "cluster/windows/resource_times.h"
#include "core/protocol.h"

namespace deepalive::cluster {

using protocol::Progress;

bool Resource::report_pending(Order order, DWORD state, DWORD check_point) {
  ResourceStatus status{
      .state = state, .check_point = check_point, .wait_hint = check_point, .event = nullptr};
  AcquireSRWLockExclusive(&telling_);
  const bool goes_on =
      is_current(order) && callbacks_.set_status(handle_, &status) == kExitContinue;
  ReleaseSRWLockExclusive(&telling_);
  return goes_on;
}

void Resource::finish(Order order, DWORD state, Wish next) {
  ResourceStatus status{.state = state,
                        .check_point = 0,
                        .wait_hint = 0,
                        .event = state == kStateOnline ? failed_.get() : nullptr};
  AcquireSRWLockExclusive(&telling_);
  if (is_current(order)) {
    order_.store({next, order.number + 1});
    callbacks_.set_status(handle_, &status);
  }
  ReleaseSRWLockExclusive(&telling_);
}

// The policy, when no agent could be reached while the resource was to come online.
bool Resource::decide_without_agent() {
  switch (settings_.on_unreachable) {
    case OnUnreachable::alive:
      return true;
    case OnUnreachable::dead:
      return false;
    case OnUnreachable::basic:
      break;
  }
  return ask_service(kWebService).state == SERVICE_RUNNING;
}

// Says the request as soon as there is an agent, then gives its lines one by one. Nothing: none has
// come within a heartbeat, or there is no connection.
std::optional<std::string> Resource::converse(const std::string& request) {
  std::string line;
  AgentPipe::Result result = AgentPipe::Result::done;
  if (pipe_.is_open()) {
    result = pipe_.receive(line, kHeartbeat);
    if (result == AgentPipe::Result::done) return line;
  } else {
    result = connect();
    if (result == AgentPipe::Result::done) result = pipe_.send(request, kSendTimeout);
  }
  if (!pipe_.is_open()) pause(kRetry);
  return std::nullopt;
}

void Resource::bring_online(Order order) {
  settings_ = stored_.read();
  const auto failed = [&](const std::string& why) {
    log_.error("the role '" + settings_.role + "' did not come online: " + why);
    finish(order, kStateFailed, Wish::standby);
  };
  if (settings_.role.empty()) return failed("the property Role is not set");
  const Milliseconds end = now() + settings_.online_timeout;
  DWORD check_point = 0;
  Milliseconds service_asked{0};
  std::string step = "waiting for the agent";
  log_.information("bringing the role '" + settings_.role + "' online");
  bool done = false;
  // An agent that works on it gives up at its own deadline, and is waited for to say why.
  while (!done && now() < (pipe_.is_open() ? end + kSilence : end)) {
    if (!report_pending(order, kStateOnlinePending, ++check_point)) {
      becomes(order, Wish::terminate);
      return;
    }
    const auto seconds =
        std::clamp<long long>(std::chrono::ceil<std::chrono::seconds>(end - now()).count(), 1,
                              protocol::kMaxSwitchSeconds);
    const auto line = converse("ONLINE " + settings_.role + " " + std::to_string(seconds));
    // An agent that was stopped is to be there when the role is; one that just starts is waited
    // for. Seldom, since starting may be refused for as long as the machine boots.
    if (!pipe_.is_open() &&
        (service_asked == Milliseconds{0} || now() - service_asked > kRetry * 20)) {
      service_asked = now();
      const ServiceFacts agent = ask_service(kAgentService);
      if (agent.installed && agent.state == SERVICE_STOPPED) start_service(kAgentService);
    }
    if (!line) continue;
    const auto progress = protocol::parse_progress(*line);
    if (!progress) return pipe_.close(), failed("the agent says: " + *line);
    if (progress->kind == Progress::Kind::failed) {
      return pipe_.close(), failed(progress->reason + ": " + progress->detail);
    }
    done = progress->kind == Progress::Kind::done;
    if (!done && progress->detail != step) log_.information(progress->detail);
    step = progress->detail;
  }
  if (!done && pipe_.is_open()) return pipe_.close(), failed("the agent did not end in time");
  if (!done && !decide_without_agent()) {
    return failed("no agent answered in time, and OnAgentUnreachable says no");
  }
  // By the thread that sets it: a failure of before could be signalled anew after any other's
  // reset.
  ResetEvent(failed_.get());
  health_.begin(settings_, now());
  finish(order, kStateOnline, Wish::stay_online);
}

void Resource::take_offline(Order order) {
  const Milliseconds end = now() + kOfflineTimeout;
  const Milliseconds without_agent = now() + kOfflineWithoutAgent;
  DWORD check_point = 0;
  bool asked = false;
  while (!settings_.role.empty() && now() < end && (asked || now() < without_agent)) {
    if (!report_pending(order, kStateOfflinePending, ++check_point)) break;
    const auto line = converse("OFFLINE " + settings_.role);
    asked = asked || pipe_.is_open();
    if (!line) continue;
    const auto progress = protocol::parse_progress(*line);
    if (progress && progress->kind == Progress::Kind::pending) continue;
    if (!progress || progress->kind == Progress::Kind::failed) {
      log_.warning("the agent could not take the role offline: " + *line);
    }
    break;
  }
  pipe_.close();
  finish(order, kStateOffline, Wish::standby);
}

void Resource::tell_terminated(Order order) {
  pipe_.close();
  std::string line;
  if (!settings_.role.empty() && connect() == AgentPipe::Result::done &&
      pipe_.send("TERMINATE " + settings_.role, kSendTimeout) == AgentPipe::Result::done) {
    pipe_.receive(line, kSendTimeout);
  }
  pipe_.close();
  becomes(order, Wish::standby);
}

}  // namespace deepalive::cluster
