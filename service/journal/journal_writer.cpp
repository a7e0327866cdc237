#include "service/journal/journal_writer.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <iterator>
#include <utility>

#include "service/history/incident.h"
#include "service/journal/frame.h"
#include "service/journal/segment_records.h"

namespace deepalive::service {
namespace {

// What waits for a disk that refuses; at a few hundred bytes each.
constexpr std::size_t kMaxUnsaved = kMaxTransitions;

}  // namespace

JournalWriter::JournalWriter(JournalOptions options, std::shared_ptr<JournalQueue> queue,
                             std::shared_ptr<JournalVoice> voice, std::shared_ptr<History> history)
    : options_(std::move(options)),
      queue_(std::move(queue)),
      voice_(std::move(voice)),
      history_(std::move(history)),
      segments_(options_.data_dir, options_.create),
      incidents_(options_.data_dir) {}

void JournalWriter::run() {
  load();
  bool last = false;
  while (!last) {
    Items items;
    std::uint64_t put = 0;
    {
      std::unique_lock lock(queue_->mutex);
      queue_->news.wait_for(lock, options_.flush_every,
                            [this] { return queue_->urgent || queue_->stopping; });
      items.swap(queue_->items);
      put = queue_->put;
      queue_->bytes = 0;
      queue_->urgent = false;
      last = queue_->stopping;
      if (queue_->refused && std::chrono::steady_clock::now() >= retry_at_) {
        queue_->refused = false;
      }
    }
    const auto error = write(items);
    if (error) refuse(*error);
    save_incidents();
    if (last && !unsaved_.empty()) {
      voice_->say(true, "journal: " + std::to_string(unsaved_.size()) +
                            " transitions could not be written before the end");
    }
    const std::lock_guard lock(queue_->mutex);
    queue_->tried = put;
    if (!error && unsaved_.empty()) queue_->written = put;
    queue_->ended = last;
    queue_->done.notify_all();
  }
}

// History from before, and a folder without what can never be read.
void JournalWriter::load() {
  const auto tell = [this](const std::string& problem) {
    voice_->say(true, "journal: " + problem);
  };
  std::vector<std::shared_ptr<const Transition>> transitions;
  segments_.read_and_mend(
      [&transitions](const Frame& frame) {
        if (auto transition = read_transition(frame)) {
          transitions.push_back(std::make_shared<const Transition>(*std::move(transition)));
        }
      },
      tell);
  history_->add_older(std::move(transitions));
  incidents_.load(
      [this](std::string name, std::string text) {
        for (const auto& gone : history_->add_incident(std::move(name), std::move(text))) {
          incidents_.remove(gone);
        }
      },
      tell);
  segments_.prune(options_.limits);
}

// After an error transitions are remembered still; what else comes was recorded for a segment that
// has ended.
std::optional<Error> JournalWriter::write(const Items& items) {
  std::optional<Error> error;
  for (const JournalItem& item : items) {
    if (const auto* recorded = std::get_if<RecordedTransition>(&item)) {
      remember(*recorded);
    } else if (error) {
      continue;
    } else if (const auto* begin = std::get_if<SegmentBegin>(&item)) {
      error = begin_segment(*begin);
    } else if (segments_.is_open()) {
      append_frame(buffer_, FrameType::inputs, std::get<RecordedBytes>(item).bytes);
    }
  }
  return error ? error : write_out();
}

std::optional<Error> JournalWriter::begin_segment(const SegmentBegin& begin) {
  if (auto error = write_out()) return error;
  segments_.prune(options_.limits);
  if (auto error = segments_.begin()) return error;
  buffer_ = kSegmentMagic;
  append_frame(buffer_, FrameType::begin, format_begin({begin.time, begin.continues}));
  for (const auto& role : begin.roles) {
    append_frame(buffer_, FrameType::role, format_role(*role));
  }
  for (const std::string& transition : unsaved_) {
    append_frame(buffer_, FrameType::transition, transition);
  }
  if (auto error = write_out()) return error;
  if (!std::exchange(healthy_, true)) {
    voice_->say(false, "journal: it is written again; " + std::to_string(begin.dropped) +
                           " inputs are missing in between");
  } else if (begin.dropped > 0) {
    voice_->say(true, "journal: the disk is too slow for it; " + std::to_string(begin.dropped) +
                          " inputs were left out");
  }
  return std::nullopt;
}

void JournalWriter::remember(const RecordedTransition& recorded) {
  std::string text = boost::json::serialize(to_json(*recorded.transition));
  if (segments_.is_open()) append_frame(buffer_, FrameType::transition, text);
  if (unsaved_.size() < kMaxUnsaved) unsaved_.push_back(std::move(text));
  if (!recorded.role) return;
  const std::string& name = recorded.transition->incident;
  auto gone = history_->add_incident(
      name, incident_json(*recorded.transition, *recorded.role, *recorded.inventory));
  unsaved_incidents_.push_back(name);
  std::ranges::move(gone, std::back_inserter(gone_incidents_));
}

// After the transitions, which are more urgent.
void JournalWriter::save_incidents() {
  for (const std::string& name : std::exchange(unsaved_incidents_, {})) {
    const auto incident = history_->incident(name);
    if (!incident) continue;  // too many came at once
    if (const auto error = incidents_.save(name, *incident)) {
      voice_->say(true, "journal: incident " + name + " is only kept in memory: " + error->where);
    }
  }
  for (const std::string& name : std::exchange(gone_incidents_, {})) incidents_.remove(name);
}

std::optional<Error> JournalWriter::write_out() {
  if (!segments_.is_open()) return std::nullopt;
  if (!buffer_.empty()) {
    if (auto error = segments_.write(buffer_)) return error;
    buffer_.clear();
  }
  if (!unsaved_.empty()) {
    if (auto error = segments_.flush()) return error;
    unsaved_.clear();
  }
  return std::nullopt;
}

// The file may end in half a frame now: nothing more goes there.
void JournalWriter::refuse(const Error& error) {
  segments_.close();
  buffer_.clear();
  if (std::exchange(healthy_, false)) {
    voice_->say(true, "journal: " + error.where + "; going on without it, and trying again");
  }
  retry_at_ = std::chrono::steady_clock::now() + options_.retry_after;
  const std::lock_guard lock(queue_->mutex);
  queue_->refused = true;
  ++queue_->refusals;
}

}  // namespace deepalive::service
