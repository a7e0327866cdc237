#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "service/events/event_list.h"

namespace deepalive::service {

// Bytes of one insert. With as many of them as an event has, all fits into the Event Log's 61,440
// bytes of UTF-16 a record, and by far into its 31,839 characters a string.
inline constexpr std::size_t kMaxInsert = 3000;

// Something that happened, to be written down for people and their tools. A plain value.
struct Event {
  EventId id = EventId::started;
  Instant time{};
  std::vector<std::string> inserts{};  // the list's, one by one; valid UTF-8 on one line
  std::uint64_t left_out = 0;          // events like it, before it
};

// The inserts may be any bytes: names and texts of other software are among them. What is not UTF-8
// becomes U+FFFD, control characters become blanks, and what is longer than kMaxInsert is cut.
Event make_event(EventId id, std::vector<std::string> inserts, Instant time);

// The role, pipe or file that it is about; empty for what there is one of.
std::string_view subject(const Event& event);

// All inserts, with the one that says what was left out.
std::vector<std::string> all_inserts(const Event& event);
// The message as people read it. What an insert holds is never looked at as text of ours again.
std::string to_text(const Event& event);
// One line of JSON, without its end.
std::string to_json_line(const Event& event);

}  // namespace deepalive::service
