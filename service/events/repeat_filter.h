#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/time.h"
#include "service/events/event.h"

namespace deepalive::service {

// Keeps what repeats itself out of a log that people read.
//
// | the event                                                      | becomes                     |
// |----------------------------------------------------------------|-----------------------------|
// | says again what the last written one of its subject said,      | left out, counted           |
// | within `window`                                                |                             |
// | is one of more than `burst` of its identifier and subject; one | held back: written when the |
// | more is let through every `refill`                             | next is let through, unless |
// |                                                                | a newer one of its subject  |
// |                                                                | comes before; then counted  |
// | any other                                                      | written                     |
//
// Subject: a category and the role, pipe or file. So the last that the log says of a role is true,
// at the latest after `refill`. What was left out is told by the next that is written of the
// subject. Times are the events' own. Not thread-safe.
class RepeatFilter {
 public:
  struct Limits {
    Duration window = std::chrono::minutes(10);
    unsigned burst = 6;
    Duration refill = std::chrono::minutes(5);
    std::size_t subjects = 10'000;  // more than that, and those that rest are forgotten
  };

  explicit RepeatFilter(Limits limits) : limits_(limits) {}
  RepeatFilter() : RepeatFilter(Limits{}) {}

  // The event to be written now, if it is to be.
  std::optional<Event> take(Event event);
  // Events that were held back and are to be written now.
  std::vector<Event> due(TimePoint now);
  // When due() gives something next; TimePoint::max(): nothing is held back.
  TimePoint next_due() const;
  // All that is held back, because the log ends.
  std::vector<Event> last();
  // How many are remembered.
  std::size_t subjects() const { return subjects_.size(); }

 private:
  struct Bucket {
    double tokens = 0;
    TimePoint filled{};
  };
  struct Subject {
    std::optional<Event> written;
    std::optional<Event> held;
    TimePoint held_until{};
    std::uint64_t left_out = 0;
    std::map<EventId, Bucket> buckets;
  };
  using Key = std::pair<EventCategory, std::string>;

  Bucket& filled(Subject& subject, EventId id, TimePoint now) const;
  Event write(Subject& subject, Event event, TimePoint now);
  void forget(TimePoint now);

  const Limits limits_;
  std::map<Key, Subject> subjects_;
};

}  // namespace deepalive::service
