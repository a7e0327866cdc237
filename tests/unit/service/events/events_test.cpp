#include "service/events/events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "service/events/outages.h"
#include "tests/unit/service/events/sinks.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using deepalive::testing::WatchedSink;
using deepalive::testing::Written;
using ::testing::ElementsAre;

class AllEvents : public ::testing::Test {
 protected:
  ~AllEvents() override {
    written_->hang(false);
    other_->hang(false);
  }

  std::unique_ptr<Events> make(EventChannelOptions options = {}) {
    Events::Sinks sinks;
    sinks.push_back(std::make_unique<WatchedSink>(written_));
    sinks.push_back(std::make_unique<WatchedSink>(other_));
    return std::make_unique<Events>(
        std::move(sinks), system_instant,
        [this](bool, const std::string& text) {
          const std::lock_guard lock(mutex_);
          told_.push_back(text);
        },
        options);
  }
  static void say(Events& events, int number) {
    events.raise(EventId::pipe_created, {std::to_string(number)});
  }
  static std::vector<std::string> subjects(Written& written) {
    std::vector<std::string> subjects;
    for (const Event& event : written.events()) subjects.emplace_back(subject(event));
    return subjects;
  }
  std::vector<std::string> told() {
    const std::lock_guard lock(mutex_);
    return told_;
  }

  const std::shared_ptr<Written> written_ = std::make_shared<Written>();
  const std::shared_ptr<Written> other_ = std::make_shared<Written>();

 private:
  std::mutex mutex_;
  std::vector<std::string> told_;
};

TEST_F(AllEvents, GoToEverySinkInTheirOrder) {
  const auto events = make();
  for (int i = 0; i < 3; ++i) say(*events, i);
  events->stop();
  EXPECT_THAT(subjects(*written_), ElementsAre("0", "1", "2"));
  EXPECT_THAT(subjects(*other_), ElementsAre("0", "1", "2"));
  EXPECT_THAT(told(), ElementsAre());
  say(*events, 3);
  EXPECT_EQ(written_->events().size(), 3u) << "after the end nothing is written";
}

TEST_F(AllEvents, AreNotDelayedByASinkThatHangs) {
  written_->hang(true);
  const auto events = make({.stop_within = 10ms});
  say(*events, 0);
  ASSERT_TRUE(written_->wait_until_it_hangs());
  // Whoever raises them comes back from each, the other sink has them all, and the end comes too.
  for (int i = 1; i < 500; ++i) say(*events, i);
  EXPECT_TRUE(other_->wait_for(500));
  events->stop();
  EXPECT_EQ(written_->events().size(), 0u);
}

TEST_F(AllEvents, GoOldestFirstWhenTooManyWaitAndAreCounted) {
  written_->hang(true);
  const auto events = make({.queue = 10});
  say(*events, 0);
  ASSERT_TRUE(written_->wait_until_it_hangs());
  for (int i = 1; i < 100; ++i) {
    say(*events, i);
    ASSERT_TRUE(other_->wait_for(static_cast<std::size_t>(i) + 1));
  }
  EXPECT_EQ(events->dropped(), 89u);
  written_->hang(false);
  events->stop();
  const auto seen = subjects(*written_);
  ASSERT_EQ(seen.size(), 11u);
  EXPECT_EQ(seen[0], "0");
  EXPECT_EQ(seen[1], "90");
  EXPECT_EQ(seen[10], "99");
  EXPECT_THAT(told(), ElementsAre("events: 89 lost, too many waited"));
}

TEST_F(AllEvents, AreTriedOneByOneWhenASinkRefusesAndThatIsToldOnce) {
  const auto events = make();
  written_->refuse(true);
  say(*events, 0);
  say(*events, 1);
  ASSERT_TRUE(written_->wait_for(2));
  ASSERT_TRUE(other_->wait_for(2));
  written_->refuse(false);
  say(*events, 2);
  events->stop();
  EXPECT_EQ(written_->events().size(), 3u);
  EXPECT_THAT(told(), ElementsAre("events: the disk is full; the next will be tried again",
                                  "events: they are written again"));
}

TEST_F(AllEvents, AreWrittenOnceWhenRepeatedAndAtTheEndWhenHeldBack) {
  const auto events = make({.repeats = {.window = 1h, .burst = 1, .refill = 1h}});
  for (int i = 0; i < 5; ++i) say(*events, 7);
  events->raise(EventId::role_healthy, {"shop", "unknown"});
  events->raise(EventId::role_healthy, {"shop", "unhealthy"});
  events->stop();
  const auto seen = written_->events();
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(subject(seen[0]), "7");
  EXPECT_EQ(seen[1].inserts[1], "unknown");
  EXPECT_EQ(seen[2].inserts[1], "unhealthy");
}

TEST_F(AllEvents, AreWrittenWhenTheTimeOfWhatWasHeldBackHasCome) {
  const auto events = make({.repeats = {.window = 1h, .burst = 1, .refill = 20ms}});
  events->raise(EventId::role_healthy, {"shop", "unknown"});
  events->raise(EventId::role_healthy, {"shop", "unhealthy"});
  EXPECT_TRUE(written_->wait_for(2));
}

using Outages = AllEvents;

TEST_F(Outages, IisIsToldUnreadableOnceAndReadableOnce) {
  const auto events = make();
  IisOutage outage(*events);
  Instant now{TimePoint(1h), {}};
  const Error error{Reason::iis_timeout, 0, "no answer within 5s"};
  outage.looked(nullptr, now);
  outage.looked(&error, now);
  now.steady += 2s;
  outage.looked(&error, now);
  now.steady += 1500ms;
  outage.looked(nullptr, now);
  outage.looked(nullptr, now);
  events->stop();
  const auto seen = written_->events();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(to_text(seen[0]), "IIS could not be read, reason iis_timeout: no answer within 5s.");
  EXPECT_EQ(to_text(seen[1]), "IIS can be read again, after 4s.");
}

TEST_F(Outages, APipeIsToldTakenOnceAndHadOnce) {
  const auto events = make();
  PipeOutages outages(*events);
  outages.listening("p");
  outages.failed("p", "process 4242 has it");
  outages.failed("p", "process 4242 has it");
  outages.failed("q", "too long");
  outages.listening("p");
  outages.listening("p");
  events->stop();
  const auto seen = written_->events();
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(to_text(seen[0]),
            "The pipe p could not be created: process 4242 has it. It is tried again each second.");
  EXPECT_EQ(subject(seen[1]), "q");
  EXPECT_EQ(to_text(seen[2]), "The pipe p has been created after all.");
}

}  // namespace
}  // namespace deepalive::service
