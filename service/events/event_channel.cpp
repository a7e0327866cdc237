#include "service/events/event_channel.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace deepalive::service {
namespace {

using std::chrono::steady_clock;

// Tells of a sink's first error and of its end, of what was lost, and of nothing once it is silent.
class Voice {
 public:
  explicit Voice(EventChannel::Tell tell) : tell_(std::move(tell)) {}

  void outcome(const std::optional<Error>& error) {
    const std::lock_guard lock(mutex_);
    if (error.has_value() == std::exchange(failing_, error.has_value()) || !tell_) return;
    tell_(failing_, error ? "events: " + error->where + "; the next will be tried again"
                          : "events: they are written again");
  }
  // So many were lost since the beginning.
  void lost(std::uint64_t count) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t news = count - std::exchange(lost_, count);
    if (news > 0 && tell_)
      tell_(true, "events: " + std::to_string(news) + " lost, too many waited");
  }
  void fall_silent() {
    const std::lock_guard lock(mutex_);
    tell_ = nullptr;
  }

 private:
  std::mutex mutex_;
  EventChannel::Tell tell_;
  bool failing_ = false;
  std::uint64_t lost_ = 0;
};

}  // namespace

struct EventChannel::State {
  State(std::unique_ptr<EventSink> event_sink, Tell tell, const EventChannelOptions& limits)
      : options(limits), sink(std::move(event_sink)), voice(std::move(tell)) {}

  const EventChannelOptions options;
  const std::unique_ptr<EventSink> sink;  // the writer's
  Voice voice;

  mutable std::mutex mutex;      // over all below
  std::condition_variable news;  // for the writer
  std::condition_variable done;  // for stop()
  std::deque<Event> waiting;
  std::uint64_t dropped = 0;
  bool stopping = false;
  bool ended = false;
};

EventChannel::EventChannel(std::unique_ptr<EventSink> sink, Tell tell, EventChannelOptions options)
    : state_(std::make_shared<State>(std::move(sink), std::move(tell), options)) {
  writer_ = std::thread([state = state_] { run(*state); });
}

EventChannel::~EventChannel() { stop(); }

void EventChannel::run(State& state) {
  RepeatFilter filter(state.options.repeats);
  bool last = false;
  while (!last) {
    std::deque<Event> events;
    std::uint64_t dropped = 0;
    {
      std::unique_lock lock(state.mutex);
      const auto is_news = [&state] { return state.stopping || !state.waiting.empty(); };
      const TimePoint due = filter.next_due();
      if (due == TimePoint::max()) {
        state.news.wait(lock, is_news);
      } else {
        state.news.wait_until(lock, due, is_news);
      }
      events.swap(state.waiting);
      dropped = state.dropped;
      last = state.stopping;
    }
    state.voice.lost(dropped);
    std::vector<Event> passed;
    for (Event& event : events) {
      if (auto written = filter.take(std::move(event))) passed.push_back(*std::move(written));
    }
    for (Event& event : last ? filter.last() : filter.due(steady_clock::now())) {
      passed.push_back(std::move(event));
    }
    for (const Event& event : passed) state.voice.outcome(state.sink->write(event));
  }
  const std::lock_guard lock(state.mutex);
  state.ended = true;
  state.done.notify_all();
}

void EventChannel::put(const Event& event) {
  const std::lock_guard lock(state_->mutex);
  if (state_->stopping) return;
  if (state_->waiting.size() >= state_->options.queue) {
    state_->waiting.pop_front();
    ++state_->dropped;
  }
  state_->waiting.push_back(event);
  state_->news.notify_one();
}

void EventChannel::stop() {
  if (!writer_.joinable()) return;
  bool ended = false;
  {
    std::unique_lock lock(state_->mutex);
    state_->stopping = true;
    state_->news.notify_one();
    ended =
        state_->done.wait_for(lock, state_->options.stop_within, [this] { return state_->ended; });
  }
  if (ended) {
    writer_.join();
  } else {
    writer_.detach();
  }
  state_->voice.fall_silent();
}

std::uint64_t EventChannel::dropped() const {
  const std::lock_guard lock(state_->mutex);
  return state_->dropped;
}

}  // namespace deepalive::service
