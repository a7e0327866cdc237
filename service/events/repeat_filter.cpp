#include "service/events/repeat_filter.h"

#include <algorithm>

namespace deepalive::service {

RepeatFilter::Bucket& RepeatFilter::filled(Subject& subject, EventId id, TimePoint now) const {
  const double full = limits_.burst;
  const auto [entry, is_new] = subject.buckets.try_emplace(id, Bucket{full, now});
  Bucket& bucket = entry->second;
  if (now > bucket.filled) {
    bucket.tokens = std::min(
        full, bucket.tokens + to_seconds(now - bucket.filled) / to_seconds(limits_.refill));
    bucket.filled = now;
  }
  return bucket;
}

Event RepeatFilter::write(Subject& subject, Event event, TimePoint now) {
  filled(subject, event.id, now).tokens -= 1;
  event.left_out = std::exchange(subject.left_out, 0);
  subject.held.reset();
  subject.written = event;
  return event;
}

std::optional<Event> RepeatFilter::take(Event event) {
  const TimePoint now = event.time.steady;
  forget(now);
  Subject& subject = subjects_[{info_of(event.id).category, std::string(service::subject(event))}];
  const auto& last = subject.written;
  const bool repeats = !subject.held && last && last->id == event.id &&
                       last->inserts == event.inserts && now - last->time.steady < limits_.window;
  if (repeats) {
    ++subject.left_out;
    return std::nullopt;
  }
  // Another is in its place now, whatever becomes of this one.
  if (subject.held) ++subject.left_out;
  subject.held.reset();
  const Bucket& bucket = filled(subject, event.id, now);
  if (bucket.tokens >= 1) return write(subject, std::move(event), now);
  subject.held_until =
      now + std::chrono::duration_cast<Duration>(limits_.refill * (1 - bucket.tokens));
  subject.held = std::move(event);
  return std::nullopt;
}

std::vector<Event> RepeatFilter::due(TimePoint now) {
  std::vector<Event> events;
  for (auto& [key, subject] : subjects_) {
    if (!subject.held || subject.held_until > now) continue;
    events.push_back(write(subject, Event(*subject.held), now));
  }
  return events;
}

TimePoint RepeatFilter::next_due() const {
  TimePoint next = TimePoint::max();
  for (const auto& [key, subject] : subjects_) {
    if (subject.held) next = std::min(next, subject.held_until);
  }
  return next;
}

std::vector<Event> RepeatFilter::last() { return due(TimePoint::max()); }

// Nothing is lost with what rests: it holds nothing back, and all it knew is over.
void RepeatFilter::forget(TimePoint now) {
  if (subjects_.size() < limits_.subjects) return;
  const Duration rest = std::max<Duration>(limits_.window, limits_.refill * limits_.burst);
  std::erase_if(subjects_, [&](const auto& entry) {
    const Subject& subject = entry.second;
    return !subject.held && (!subject.written || now - subject.written->time.steady >= rest);
  });
}

}  // namespace deepalive::service
