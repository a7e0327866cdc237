#include "service/new_workers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;

probes::IisState reading(int second, std::vector<std::uint32_t> workers) {
  probes::AppPoolState pool{.name = "ShopPool"};
  std::vector<probes::WorkerProcess> processes;
  for (const auto id : workers) processes.push_back({.process_id = id});
  pool.workers = std::move(processes);
  probes::IisState state;
  state.app_pools.push_back(std::move(pool));
  state.time.steady = TimePoint(std::chrono::seconds(second));
  return state;
}

TEST(NewWorkers, TellsOfAWorkerThatWasNotThereBefore) {
  NewWorkers watch;
  EXPECT_TRUE(watch.take(reading(1, {10})).empty()) << "the first reading has nothing to compare";
  EXPECT_TRUE(watch.take(reading(2, {10})).empty());
  const auto found = watch.take(reading(3, {10, 11}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].app_pool, "ShopPool");
  EXPECT_EQ(found[0].not_before, TimePoint(2s));
  EXPECT_TRUE(watch.take(reading(4, {11})).empty()) << "the old one leaving is no news";
}

TEST(NewWorkers, AFirstRequestStartsANewWorkerToo) {
  NewWorkers watch;
  static_cast<void>(watch.take(reading(1, {})));
  EXPECT_EQ(watch.take(reading(2, {10})).size(), 1U);
}

TEST(NewWorkers, WorkersThatCannotBeReadAreNoNewsAndDoNotHideAny) {
  NewWorkers watch;
  static_cast<void>(watch.take(reading(1, {10})));
  probes::IisState unreadable = reading(2, {});
  unreadable.app_pools[0].workers = Error{Reason::iis_error, 0, "no"};
  EXPECT_TRUE(watch.take(unreadable).empty());
  const auto found = watch.take(reading(3, {11}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].not_before, TimePoint(1s));
}

}  // namespace
}  // namespace deepalive::service
