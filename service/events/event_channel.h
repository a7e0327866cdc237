#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "core/time.h"
#include "service/events/event_sink.h"
#include "service/events/repeat_filter.h"

namespace deepalive::service {

struct EventChannelOptions {
  RepeatFilter::Limits repeats{};
  std::size_t queue = 1000;                        // events that may wait for the sink
  Duration stop_within = std::chrono::seconds(3);  // a sink that hangs
};

// The way to one sink: a bounded queue, and a thread that takes from it, leaves repeats out and
// writes. When the queue is full the oldest go, and are counted.
class EventChannel {
 public:
  // Says, for the log, that the sink refuses, takes events again, or that events were lost; called
  // on the channel's thread.
  using Tell = std::function<void(bool is_error, const std::string& text)>;

  EventChannel(std::unique_ptr<EventSink> sink, Tell tell, EventChannelOptions options = {});
  ~EventChannel();
  EventChannel(const EventChannel&) = delete;
  EventChannel& operator=(const EventChannel&) = delete;

  // Any thread; waits for nobody who writes.
  void put(const Event& event);
  // Writes what waits, and what was held back, and ends. A sink that hangs is left alone. Nothing
  // is told any more afterwards. Idempotent; one thread.
  void stop();

  // Events that went because too many waited. Any thread.
  std::uint64_t dropped() const;

 private:
  struct State;

  static void run(State& state);

  const std::shared_ptr<State> state_;  // the thread's too, which may hang for longer than we live
  std::thread writer_;
};

}  // namespace deepalive::service
