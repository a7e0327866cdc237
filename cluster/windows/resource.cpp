#include "cluster/windows/resource.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "cluster/windows/agent_service.h"
#include "cluster/windows/module_thread.h"
#include "cluster/windows/resource_times.h"
#include "core/protocol.h"

namespace deepalive::cluster {

Resource::Resource(ResourceHandle handle, StoredSettings stored, Callbacks callbacks)
    : handle_(handle),
      stored_(std::move(stored)),
      callbacks_(callbacks),
      log_(callbacks.log, handle),
      wake_(CreateEventW(nullptr, TRUE, FALSE, nullptr)),
      failed_(CreateEventW(nullptr, TRUE, FALSE, nullptr)),
      pipe_(wake_.get()) {}

std::shared_ptr<Resource> Resource::open(ResourceHandle handle, StoredSettings stored,
                                         Callbacks callbacks) {
  auto resource = std::make_shared<Resource>(handle, std::move(stored), callbacks);
  if (!resource->wake_ || !resource->failed_) return nullptr;
  // The thread keeps the instance alive for as long as it runs.
  resource->thread_ = start_module_thread([resource] { resource->run(); });
  return resource->thread_ ? resource : nullptr;
}

// The cluster's calls.

void Resource::wish(Wish next) {
  AcquireSRWLockExclusive(&telling_);
  order_.store({next, order_.load().number + 1});
  SetEvent(wake_.get());
  ReleaseSRWLockExclusive(&telling_);
}

// An order and its waking belong together: were the event set after the thread has already taken
// the order, every wait for it would end at once.
Resource::Order Resource::take_order() {
  AcquireSRWLockExclusive(&telling_);
  ResetEvent(wake_.get());
  const Order order = order_.load();
  ReleaseSRWLockExclusive(&telling_);
  return order;
}

DWORD Resource::online(HANDLE* event) {
  // Given with the report that the resource is online, so that it is not waited for before.
  if (event) *event = nullptr;
  wish(Wish::bring_online);
  return ERROR_IO_PENDING;
}

DWORD Resource::offline() {
  wish(Wish::take_offline);
  return ERROR_IO_PENDING;
}

void Resource::terminate() { wish(Wish::terminate); }

bool Resource::is_alive() const { return health_.is_alive(now()); }

bool Resource::is_in_use() const {
  const Wish wish = order_.load().wish;
  return wish == Wish::bring_online || wish == Wish::stay_online;
}

void Resource::reload() {
  if (!is_in_use()) wish(Wish::standby);
}

void Resource::close() {
  wish(Wish::end);
  // One that hangs in a call of the system's keeps what it needs, and ends later.
  WaitForSingleObject(thread_.get(), kCloseTimeout);
}

// The thread.

bool Resource::becomes(Order order, Wish next) {
  AcquireSRWLockExclusive(&telling_);
  const bool still = is_current(order);
  if (still) order_.store({next, order.number + 1});
  ReleaseSRWLockExclusive(&telling_);
  return still;
}

void Resource::pause(Milliseconds duration) const {
  WaitForSingleObject(wake_.get(), static_cast<DWORD>(std::max<long long>(duration.count(), 0)));
}

void Resource::run() {
  while (true) {
    const Order order = take_order();
    try {
      switch (order.wish) {
        case Wish::standby:
          stand_by(order);
          break;
        case Wish::bring_online:
          bring_online(order);
          break;
        case Wish::stay_online:
          stay_online(order);
          break;
        case Wish::take_offline:
          take_offline(order);
          break;
        case Wish::terminate:
          tell_terminated(order);
          break;
        case Wish::end:
          pipe_.close();
          return;
      }
    } catch (const std::exception&) {
      // Memory has run out. Nothing is forgotten: the same order again, a little later.
      pipe_.close();
      pause(kRetry);
    }
  }
}

AgentPipe::Result Resource::connect() {
  const auto result = pipe_.open(settings_.pipe, kConnectTimeout);
  std::string trouble;
  if (result != AgentPipe::Result::done && result != AgentPipe::Result::cancelled) {
    trouble = describe(result, pipe_.code());
  }
  if (result != AgentPipe::Result::cancelled && trouble != last_trouble_) {
    if (!trouble.empty()) log_.warning(trouble);
    if (trouble.empty()) log_.information("the agent answers again");
    last_trouble_ = trouble;
  }
  return result;
}

// Not online here: the agent is told so, and may say in its turn whether the role could start.
void Resource::stand_by(Order order) {
  settings_ = stored_.read();
  while (is_current(order)) {
    std::string line;
    if (settings_.role.empty()) {
      pause(kRetry * 10);  // until the property is set
    } else if (!pipe_.is_open()) {
      if (connect() != AgentPipe::Result::done ||
          pipe_.send("WATCH " + settings_.role + " standby", kSendTimeout) !=
              AgentPipe::Result::done) {
        pause(kRetry * 4);
      }
    } else if (pipe_.receive(line, kSilence) != AgentPipe::Result::done ||
               line.starts_with("ERROR")) {
      pipe_.close();
      pause(kRetry * 4);
    }
  }
  pipe_.close();
}

void Resource::refresh_basic() {
  if (now() - basic_asked_ < kHeartbeat) return;
  basic_asked_ = now();
  health_.basic_state(ask_service(kWebService).state == SERVICE_RUNNING);
}

// What the cluster is signalled must be what it reads when it then asks, so the latch comes first.
void Resource::settle(bool silent) {
  if (health_.settle(now()) || WaitForSingleObject(failed_.get(), 0) == WAIT_OBJECT_0) return;
  if (silent) {
    log_.error("nothing heard from the agent for AgentTimeout and HoldTime; the role '" +
               settings_.role + "' counts as dead by OnAgentUnreachable");
  }
  SetEvent(failed_.get());
}

void Resource::stay_online(Order order) {
  std::string said;
  bool silent = false;
  Milliseconds claimed = now();
  if (pipe_.is_open()) pipe_.send("WATCH " + settings_.role + " active", kSendTimeout);
  while (is_current(order)) {
    std::string line;
    if (!pipe_.is_open()) {
      if (connect() != AgentPipe::Result::done ||
          pipe_.send("WATCH " + settings_.role + " active", kSendTimeout) !=
              AgentPipe::Result::done) {
        pipe_.close();
        pause(kRetry);
      }
      claimed = now();
    } else if (const auto result = pipe_.receive(line, kHeartbeat);
               result == AgentPipe::Result::done) {
      const auto answer = protocol::parse_answer(line);
      if (!answer || answer->role != settings_.role) {
        // Such as an agent that does not know the role: it says nothing that counts.
        if (said != line) log_.warning("the agent says: " + line);
        said = line;
        pipe_.close();
        pause(kRetry);
      } else {
        health_.heard(answer->alive, now());
        const std::string verdict = answer->verdict + ", " + answer->reason;
        if (said != verdict) {
          const std::string text = "the role '" + settings_.role + "' is " + answer->verdict +
                                   " (" + answer->reason + "): " + answer->detail;
          answer->alive ? log_.information(text) : log_.error(text);
        }
        said = verdict;
        // On standby it calls alive whatever happens here.
        if (answer->verdict == "standby" && now() - claimed >= kHeartbeat) {
          log_.warning("the agent has the role on standby; it is told again that it is online");
          pipe_.close();
        }
      }
    } else if (result != AgentPipe::Result::timed_out) {
      pipe_.close();
    }
    if (health_.is_silent(now())) {
      if (!std::exchange(silent, true)) {
        log_.warning("nothing heard from the agent; its last answer is held");
        pipe_.close();  // it may be one that hangs; another may be there by now
      }
      refresh_basic();
    } else {
      silent = false;
    }
    settle(silent);
  }
  pipe_.close();
}

}  // namespace deepalive::cluster
