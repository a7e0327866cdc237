#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "service/events/event_sink.h"

namespace deepalive::testing {

inline constexpr auto kPatience = std::chrono::seconds(10);

// What a sink was given, for the test to look at; any thread. It may be made to hang or to refuse.
class Written {
 public:
  void hang(bool hangs) {
    const std::lock_guard lock(mutex_);
    hangs_ = hangs;
    changed_.notify_all();
  }
  void refuse(bool refuses) {
    const std::lock_guard lock(mutex_);
    refuses_ = refuses;
  }
  // Waits for so many events; false: they do not come.
  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return events_.size() >= count; });
  }
  // Waits until the sink is at it, and hangs.
  bool wait_until_it_hangs() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return inside_; });
  }
  std::vector<service::Event> events() {
    const std::lock_guard lock(mutex_);
    return events_;
  }

  std::optional<Error> write(const service::Event& event) {
    std::unique_lock lock(mutex_);
    inside_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !hangs_; });
    inside_ = false;
    events_.push_back(event);
    changed_.notify_all();
    if (!refuses_) return std::nullopt;
    return Error{Reason::internal_error, 0, "the disk is full"};
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool hangs_ = false;
  bool refuses_ = false;
  bool inside_ = false;
  std::vector<service::Event> events_;
};

// Shares what it was given, which so outlives a thread that hangs in it.
class WatchedSink : public service::EventSink {
 public:
  explicit WatchedSink(std::shared_ptr<Written> written) : written_(std::move(written)) {}
  std::optional<Error> write(const service::Event& event) override {
    return written_->write(event);
  }

 private:
  const std::shared_ptr<Written> written_;
};

}  // namespace deepalive::testing
