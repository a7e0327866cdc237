#include "service/events/repeat_filter.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;

// Each event is "<second> <event> <subject>", each written one "<second> <event> <subject>" and,
// if events were left out, "+<n>". "<second> look" is the passing of time, "<second> end" the end.
// Events: h(ealthy), u(nhealthy), m(aintenance), r(efused configuration), l(oaded), i(is
// unreadable).
class Script {
 public:
  explicit Script(RepeatFilter::Limits limits) : filter_(limits) {}

  std::string play(const std::string& script) {
    std::istringstream lines(script);
    std::string written;
    for (std::string line; std::getline(lines, line, ',');) {
      std::istringstream words(line);
      int second = 0;
      std::string what;
      std::string who;
      words >> second >> what >> who;
      const Instant now{TimePoint(1h) + std::chrono::seconds(second), {}};
      std::vector<Event> events;
      if (what == "look") {
        events = filter_.due(now.steady);
      } else if (what == "end") {
        events = filter_.last();
      } else if (auto event = filter_.take(event_of(what, who, now))) {
        events.push_back(*event);
      }
      for (const Event& event : events) written += shown(second, event);
    }
    return written.empty() ? "" : written.substr(0, written.size() - 2);
  }

  const RepeatFilter& filter() const { return filter_; }

 private:
  static Event event_of(const std::string& what, const std::string& who, Instant now) {
    switch (what[0]) {
      case 'h':
        return make_event(EventId::role_healthy, {who, what}, now);
      case 'm':
        return make_event(EventId::maintenance_started, {who, "", ""}, now);
      case 'r':
        return make_event(EventId::configuration_refused, {who, "", ""}, now);
      case 'l':
        return make_event(EventId::configuration_loaded, {who, "", "", "", ""}, now);
      case 'i':
        return make_event(EventId::iis_unreadable, {who, what}, now);
      default:
        return make_event(EventId::role_unhealthy, {who, what, "", "", "", "", ""}, now);
    }
  }
  static std::string shown(int second, const Event& event) {
    const std::string name(info_of(event.id).name);
    const std::size_t at = name.find('_') + 1;
    return std::to_string(second) + " " + name.substr(at) + " " + std::string(subject(event)) +
           (event.left_out ? " +" + std::to_string(event.left_out) : "") + ", ";
  }

  RepeatFilter filter_;
};

TEST(RepeatFilter, LetsThroughWhatIsNews) {
  struct Row {
    const char* why;
    const char* events;
    const char* written;
  };
  const Row rows[] = {
      {"the first, and what follows from it", "0 u a, 1 h a", "0 unhealthy a, 1 healthy a"},
      {"the same again is nothing new", "0 r f, 1 r f, 9 r f", "0 refused f"},
      {"of another role it is", "0 u a, 1 u b", "0 unhealthy a, 1 unhealthy b"},
      {"with other inserts it is", "0 u a, 1 u2 a", "0 unhealthy a, 1 unhealthy a"},
      {"after the window it is, and says what was left out", "0 r f, 5 r f, 9 r f, 10 r f",
       "0 refused f, 10 refused f +2"},
      {"what came between makes it news", "0 r f, 1 l f, 2 r f",
       "0 refused f, 1 loaded f, 2 refused f"},
      {"another category is nothing between", "0 r a, 1 u a, 2 r a", "0 refused a, 1 unhealthy a"},
      {"the second of a flapping role's is one too many: held back until one is let through",
       "0 u a, 1 h a, 2 u a, 3 h a, 4 u a, 5 h a, 6 look, 100 look, 102 look, 103 look",
       "0 unhealthy a, 1 healthy a, 2 unhealthy a, 3 healthy a, 102 healthy a +1"},
      {"what is held back goes when its contrary is let through",
       "0 u a, 2 u2 a, 3 u a, 4 h a, 200 look", "0 unhealthy a, 2 unhealthy a, 4 healthy a +1"},
      {"a role's flapping takes nothing from another's, nor from its own maintenance",
       "0 u a, 1 h a, 2 u a, 3 h a, 4 u a, 5 u b, 6 m a",
       "0 unhealthy a, 1 healthy a, 2 unhealthy a, 3 healthy a, 5 unhealthy b, 6 started a +1"},
      {"tokens come back, no more than there were", "0 u a, 1 u2 a, 1000 u a, 1001 u2 a, 1002 u3 a",
       "0 unhealthy a, 1 unhealthy a, 1000 unhealthy a, 1001 unhealthy a"},
      {"the end says what is held back", "0 u a, 1 u2 a, 2 u3 a, 3 end",
       "0 unhealthy a, 1 unhealthy a, 3 unhealthy a"},
      {"what there is one of is its own subject", "0 i x, 1 i x, 2 i y",
       "0 unreadable , 2 unreadable  +1"},
  };
  for (const Row& row : rows) {
    Script script({.window = 10s, .burst = 2, .refill = 100s});
    EXPECT_EQ(script.play(row.events), row.written) << row.why;
  }
}

TEST(RepeatFilter, SaysWhenSomethingHeldBackIsDue) {
  Script script({.window = 10s, .burst = 1, .refill = 100s});
  EXPECT_EQ(script.filter().next_due(), TimePoint::max());
  EXPECT_EQ(script.play("0 u a, 40 u2 a, 50 u b, 51 u2 b"), "0 unhealthy a, 50 unhealthy b");
  const auto due = [&] { return to_seconds(script.filter().next_due() - TimePoint(1h)); };
  EXPECT_NEAR(due(), 100, 1e-6);
  EXPECT_EQ(script.play("99 look, 101 look"), "101 unhealthy a");
  EXPECT_NEAR(due(), 150, 1e-6);
}

TEST(RepeatFilter, ARoleThatFlapsForADayFillsNoLog) {
  RepeatFilter filter;
  std::size_t written = 0;
  std::uint64_t left_out = 0;
  Event last;
  const auto count = [&](const Event& event) {
    ++written;
    left_out += event.left_out;
    last = event;
  };
  constexpr int kChanges = 24 * 3600;
  for (int second = 0; second < kChanges; ++second) {
    const Instant now{TimePoint(1h) + std::chrono::seconds(second), {}};
    for (const Event& event : filter.due(now.steady)) count(event);
    const Event event = second % 2 == 0
                            ? make_event(EventId::role_unhealthy, {"a", "healthy"}, now)
                            : make_event(EventId::role_healthy, {"a", "unhealthy"}, now);
    if (const auto passed = filter.take(event)) count(*passed);
  }
  for (const Event& event : filter.last()) count(event);
  EXPECT_LE(written, 2u * (6 + 24 * 12) + 1);
  EXPECT_EQ(written + left_out, static_cast<std::uint64_t>(kChanges)) << "each is told or counted";
  EXPECT_EQ(last.id, EventId::role_healthy) << "the last that the log says is true";
}

TEST(RepeatFilter, RemembersABoundedNumberOfSubjects) {
  RepeatFilter filter({.window = 1s, .burst = 1, .refill = 1s, .subjects = 10});
  for (int i = 0; i < 1000; ++i) {
    const Instant now{TimePoint(1h) + std::chrono::seconds(i), {}};
    const auto event = make_event(EventId::role_healthy, {std::to_string(i), "x"}, now);
    EXPECT_TRUE(filter.take(event));
  }
  EXPECT_LE(filter.subjects(), 10u);
}

}  // namespace
}  // namespace deepalive::service
