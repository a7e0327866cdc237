#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "service/history/history.h"
#include "service/history/incident_folder.h"
#include "service/journal/journal_options.h"
#include "service/journal/journal_queue.h"
#include "service/journal/segment_folder.h"

namespace deepalive::service {

// Says what happened, until nobody listens any more.
class JournalVoice {
 public:
  // What happened, for the log.
  using Tell = std::function<void(bool is_error, const std::string& text)>;

  explicit JournalVoice(Tell tell) : tell_(std::move(tell)) {}

  void say(bool is_error, const std::string& text) {
    const std::lock_guard lock(mutex_);
    if (tell_) tell_(is_error, text);
  }
  // Nothing is said once this returns.
  void fall_silent() {
    const std::lock_guard lock(mutex_);
    tell_ = nullptr;
  }

 private:
  std::mutex mutex_;
  Tell tell_;
};

// The journal's thread: takes what waits in the queue and brings it to the disk. Owns all that it
// uses together with the Journal, so it may hang in a disk that hangs.
class JournalWriter {
 public:
  JournalWriter(JournalOptions options, std::shared_ptr<JournalQueue> queue,
                std::shared_ptr<JournalVoice> voice, std::shared_ptr<History> history);

  // Until the queue is stopping and empty.
  void run();

 private:
  using Items = std::deque<JournalItem>;

  void load();
  std::optional<Error> write(const Items& items);
  std::optional<Error> begin_segment(const SegmentBegin& begin);
  void remember(const RecordedTransition& recorded);
  void save_incidents();
  std::optional<Error> write_out();
  void refuse(const Error& error);

  const JournalOptions options_;
  const std::shared_ptr<JournalQueue> queue_;
  const std::shared_ptr<JournalVoice> voice_;
  const std::shared_ptr<History> history_;
  SegmentFolder segments_;
  const IncidentFolder incidents_;

  std::string buffer_;                // frames that are to be written
  std::vector<std::string> unsaved_;  // transitions that are not known to be on the disk
  std::vector<std::string> unsaved_incidents_;
  std::vector<std::string> gone_incidents_;
  bool healthy_ = true;  // the last writing succeeded
  TimePoint retry_at_ = TimePoint::max();
};

}  // namespace deepalive::service
