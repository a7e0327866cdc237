#include "service/pipe/request_counters.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace deepalive::service {
namespace {

TEST(RequestCounters, EachRequestCountsUnderTheLabelOfItsVerb) {
  RequestCounters counters;
  counters.add(kind_of("LOOKSALIVE shop"), std::chrono::microseconds(10));
  counters.add(kind_of("isalive shop\r"), std::chrono::microseconds(10));
  counters.add(kind_of("isalive blog"), std::chrono::milliseconds(30));
  counters.add(kind_of("WATCH shop active"), std::chrono::microseconds(10));
  counters.add(kind_of("ONLINE shop 150"), std::chrono::microseconds(10));
  counters.add(kind_of("OFFLINE shop"), std::chrono::microseconds(10));
  counters.add(kind_of("TERMINATE shop"), std::chrono::microseconds(10));
  counters.add(kind_of("MAINTENANCE shop end"), std::chrono::microseconds(10));
  counters.add(kind_of("HISTORY"), std::chrono::microseconds(10));
  counters.add(kind_of("INCIDENT 1"), std::chrono::microseconds(10));
  counters.add(kind_of("RELOAD"), std::chrono::microseconds(10));
  counters.add(kind_of("STATUS"), std::chrono::microseconds(10));
  counters.add(kind_of("PING"), std::chrono::microseconds(10));
  counters.add(kind_of("FROBNICATE"), std::chrono::microseconds(10));
  counters.add(kind_of(Question::looks_alive), std::chrono::microseconds(10));
  counters.add(kind_of(Question::is_alive), std::chrono::microseconds(10));

  std::string seen;
  for (const auto& [label, counter] : counters.all()) {
    seen += std::string(label) + "=" + std::to_string(counter->count()) + " ";
  }
  EXPECT_EQ(seen,
            "looksalive=1 isalive=2 watch=1 online=1 offline=1 terminate=1 maintenance=1 status=1 "
            "ping=1 history=1 incident=1 reload=1 invalid=1 answer_looksalive=1 answer_isalive=1 ");
  EXPECT_NEAR(counters.of(RequestKind::is_alive).durations().sum_seconds(), 0.03001, 1e-9);
}

TEST(RequestCounters, EveryLabelExistsFromTheStart) {
  const RequestCounters counters;
  std::set<std::string_view> labels;
  for (const auto& [label, counter] : counters.all()) {
    EXPECT_EQ(counter->count(), 0U) << label;
    labels.insert(label);
  }
  EXPECT_EQ(labels.size(), kRequestKinds);
}

}  // namespace
}  // namespace deepalive::service
