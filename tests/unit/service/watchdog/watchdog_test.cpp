#include "service/watchdog/watchdog.h"

#include <gmock/gmock.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <semaphore>

namespace deepalive::service {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr WatchdogLimits kLimits{
    .silent_looks = 3, .resident_bytes = 1000, .open_handles = 50, .looks_over_limit = 2};

std::string looks(WatchdogRules& rules, std::vector<bool> looking, ProcessInfo process = {}) {
  std::string why;
  for (const bool came_round : looking) {
    why = rules.look({{"looking", came_round}, {"answering", true}}, process);
  }
  return why;
}

TEST(WatchdogRules, LetAThreadGoOnThatComesRoundBeforeTheLimit) {
  WatchdogRules rules(kLimits);
  EXPECT_THAT(looks(rules, {true, false, false, true, false, false}), IsEmpty());
}

TEST(WatchdogRules, EndWhatHasAThreadThatHangsAndNameIt) {
  WatchdogRules rules(kLimits);
  EXPECT_THAT(looks(rules, {true, false, false, false}), HasSubstr("'looking'"));
}

TEST(WatchdogRules, CountEachThreadByItself) {
  WatchdogRules rules(kLimits);
  for (int look = 0; look < 10; ++look) {
    const bool even = look % 2 == 0;
    EXPECT_THAT(rules.look({{"a", even}, {"b", !even}}, {}), IsEmpty());
  }
}

TEST(WatchdogRules, EndWhatStaysOverItsMemoryAndNotWhatWasForAMoment) {
  WatchdogRules rules(kLimits);
  EXPECT_THAT(looks(rules, {true}, {.resident_bytes = 1001}), IsEmpty());
  EXPECT_THAT(looks(rules, {true}, {.resident_bytes = 1000}), IsEmpty());
  EXPECT_THAT(looks(rules, {true}, {.resident_bytes = 5 << 20}), IsEmpty());
  EXPECT_THAT(looks(rules, {true}, {.resident_bytes = 5 << 20}), HasSubstr("5 MiB of memory"));
}

TEST(WatchdogRules, EndWhatStaysOverItsHandles) {
  WatchdogRules rules(kLimits);
  EXPECT_THAT(looks(rules, {true}, {.open_handles = 51}), IsEmpty());
  EXPECT_THAT(looks(rules, {true}, {.open_handles = 51}), HasSubstr("51 handles"));
}

TEST(WatchdogRules, DoNotJudgeWhatCouldNotBeRead) {
  WatchdogRules rules(kLimits);
  EXPECT_THAT(looks(rules, {true, true, true, true}, {}), IsEmpty());
}

// An io_context with a thread that runs it.
class Runner {
 public:
  ~Runner() {
    work_.reset();
    thread_.join();
  }
  boost::asio::io_context context{1};

 private:
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context.get_executor()};
  std::thread thread_{[this] { context.run(); }};
};

TEST(Watchdog, SaysOnceWhichThreadHangs) {
  Runner healthy;
  Runner hanging;
  std::binary_semaphore held{0};
  boost::asio::post(hanging.context, [&] { held.acquire(); });
  std::promise<std::string> said;
  Watchdog watchdog([&](const std::string& why) { said.set_value(why); },
                    {.limits = {.silent_looks = 3},
                     .interval = std::chrono::milliseconds(1),
                     // After each look the healthy one has come round, however busy the machine is.
                     .read_process = [&] {
                       std::promise<void> round;
                       boost::asio::post(healthy.context, [&] { round.set_value(); });
                       round.get_future().wait();
                       return ProcessInfo{};
                     }});
  watchdog.watch("healthy", healthy.context);
  watchdog.watch("hanging", hanging.context);
  watchdog.start();
  EXPECT_THAT(said.get_future().get(), HasSubstr("'hanging'"));
  watchdog.stop();
  held.release();
}

TEST(Watchdog, LetsThreadsThatComeRoundGoOn) {
  Runner runner;
  std::counting_semaphore<> looked{0};
  bool bad = false;
  Watchdog watchdog([&](auto&) { bad = true; }, {.limits = {.silent_looks = 2},
                                                 .interval = std::chrono::milliseconds(1),
                                                 .read_process = [&] {
                                                   std::promise<void> round;
                                                   boost::asio::post(runner.context,
                                                                     [&] { round.set_value(); });
                                                   round.get_future().wait();
                                                   looked.release();
                                                   return ProcessInfo{};
                                                 }});
  watchdog.watch("looking", runner.context);
  watchdog.start();
  for (int look = 0; look < 100; ++look) looked.acquire();
  watchdog.stop();
  EXPECT_FALSE(bad);
}

}  // namespace
}  // namespace deepalive::service
