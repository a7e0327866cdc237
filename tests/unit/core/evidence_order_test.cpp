#include "core/evidence_order.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace deepalive {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint at(int seconds) { return TimePoint(std::chrono::seconds(seconds)); }

TEST(EvidenceOrder, KnowsNothingUntilSomethingWasSeen) {
  EvidenceOrder order(3);
  EXPECT_EQ(order.oldest_after(at(0)), std::nullopt);
}

TEST(EvidenceOrder, TheOldestIsWhoseEvidenceWasNotRenewed) {
  EvidenceOrder order(3);
  order.seen(0, at(10));
  order.seen(1, at(11));
  order.seen(2, at(12));
  EXPECT_EQ(order.oldest_after(at(0)), at(10));
  order.seen(0, at(13));
  EXPECT_EQ(order.oldest_after(at(0)), at(11));
}

TEST(EvidenceOrder, WhatIsTooOldCountsAgainOnceItIsSeen) {
  EvidenceOrder order(2);
  order.seen(0, at(10));
  order.seen(1, at(20));
  EXPECT_EQ(order.oldest_after(at(10)), at(20));
  EXPECT_EQ(order.oldest_after(at(20)), std::nullopt);
  order.seen(0, at(21));
  EXPECT_EQ(order.oldest_after(at(20)), at(21));
}

TEST(EvidenceOrder, ForgetsAll) {
  EvidenceOrder order(2);
  order.seen(0, at(10));
  order.seen(1, at(20));
  order.forget_all();
  EXPECT_EQ(order.oldest_after(at(0)), std::nullopt);
  order.seen(1, at(30));
  EXPECT_EQ(order.oldest_after(at(0)), at(30));
}

TEST(EvidenceOrder, GivesWhatALookAtAllOfThemGives) {
  std::mt19937 dice(1);
  constexpr std::size_t kChecks = 20;
  EvidenceOrder order(kChecks);
  std::map<std::size_t, TimePoint> model;
  TimePoint now = at(1000);
  for (int step = 0; step < 20'000; ++step) {
    now += std::chrono::milliseconds(dice() % 400);
    const std::size_t check = dice() % kChecks;
    const TimePoint evidence = now - std::chrono::milliseconds(dice() % 2000);  // out of order
    order.seen(check, evidence);
    model[check] = evidence;
    const TimePoint after = now - 4s;
    std::optional<TimePoint> oldest;
    for (const auto& [_, time] : model) {
      if (time > after && (!oldest || time < *oldest)) oldest = time;
    }
    ASSERT_EQ(order.oldest_after(after), oldest) << "step " << step;
  }
}

}  // namespace
}  // namespace deepalive
