#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/time.h"
#include "service/events/event_channel.h"

namespace deepalive::service {

// Where the agent's parts say what happened to it and to its roles: the events of event_list.h, for
// the Event Log and its like. Each sink has a thread and a queue of its own; what hangs delays
// nobody. raise(): any thread.
class Events {
 public:
  using Sinks = std::vector<std::unique_ptr<EventSink>>;

  // Without sinks nothing is written.
  Events(Sinks sinks, Clock clock, const EventChannel::Tell& tell,
         EventChannelOptions options = {});

  void raise(EventId id, std::vector<std::string> inserts);
  void raise(const Event& event);

  // Writes what waits, and ends; each sink that hangs is waited for as long as the options say.
  // Idempotent; one thread.
  void stop();

  // Events that one sink or another never saw.
  std::uint64_t dropped() const;

 private:
  const Clock clock_;
  std::vector<std::unique_ptr<EventChannel>> channels_;
};

}  // namespace deepalive::service
