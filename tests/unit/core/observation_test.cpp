#include "core/observation.h"

#include <gtest/gtest.h>

namespace deepalive {
namespace {

using namespace std::chrono_literals;

Observation look(Outcome outcome, Reason reason) {
  return {.outcome = outcome,
          .degraded = reason == Reason::slow,
          .reason = reason,
          .detail = "seen",
          .duration = 1s};
}

TEST(HeldUp, ADeadlineThatPassedMeanwhileSaysNothing) {
  for (const Reason reason :
       {Reason::resolve_timeout, Reason::connect_timeout, Reason::tls_timeout,
        Reason::response_timeout, Reason::body_timeout, Reason::command_timeout}) {
    const Observation seen = unless_held_up(look(Outcome::fail, reason), 250ms);
    EXPECT_EQ(seen.outcome, Outcome::indeterminate) << to_name(reason);
    EXPECT_EQ(seen.reason, Reason::agent_held_up);
    EXPECT_EQ(seen.detail, "the agent was held up for 250 ms during it: seen");
  }
}

TEST(HeldUp, ForLessThanAQuarterOfTheLookDoesNotMatter) {
  EXPECT_EQ(unless_held_up(look(Outcome::fail, Reason::response_timeout), 249ms).outcome,
            Outcome::fail);
}

TEST(HeldUp, WhatAPeerSaidStands) {
  for (const Reason reason : {Reason::status_unexpected, Reason::connect_refused}) {
    EXPECT_EQ(unless_held_up(look(Outcome::fail, reason), 5s).outcome, Outcome::fail);
  }
  EXPECT_EQ(unless_held_up(look(Outcome::pass, Reason::ok), 5s).detail, "seen");
}

TEST(HeldUp, ASlowAnswerIsNotThePeersFault) {
  const Observation seen = unless_held_up(look(Outcome::pass, Reason::slow), 1s);
  EXPECT_EQ(seen.outcome, Outcome::pass);
  EXPECT_FALSE(seen.degraded);
}

}  // namespace
}  // namespace deepalive
