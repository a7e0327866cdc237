#include "service/pipe/pipe_client.h"

#include <gtest/gtest.h>

#include "tests/unit/service/pipe/running_server.h"

namespace deepalive::service {
namespace {

TEST(PipeClient, WhereNobodyListensTheAgentIsUnreachableAtOnce) {
  const UniqueNames names;
  const auto line = pipe_ask({names.get().control()}, "PING", std::chrono::hours(1));
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().reason, Reason::agent_unreachable);
  EXPECT_NE(line.error().where.find("no agent listens there"), std::string::npos)
      << line.error().where;
  EXPECT_FALSE(pipe_read_answer({names.get().answer("shop", Question::is_alive)}, kLong));
}

TEST(PipeClient, AnAgentThatDoesNotAnswerCostsNoMoreThanTheDeadline) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  const TimePoint begin = std::chrono::steady_clock::now();
  const auto line = pipe_ask(running.control(), "WAIT", std::chrono::milliseconds(100));
  const auto elapsed = std::chrono::steady_clock::now() - begin;
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().reason, Reason::agent_unreachable);
  EXPECT_NE(line.error().where.find("within the time allowed"), std::string::npos);
  EXPECT_GE(elapsed, std::chrono::milliseconds(100));
  EXPECT_LT(elapsed, std::chrono::seconds(10));
  // Nobody takes further clients either now; however many come, each is bounded.
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(pipe_ask(running.control(), "PING", std::chrono::milliseconds(10)));
    EXPECT_FALSE(pipe_read_answer(running.answer_pipe("shop", Question::is_alive),
                                  std::chrono::milliseconds(10)));
  }
  running.release();
  EXPECT_TRUE(pipe_ask(running.control(), "PING", kLong));
}

TEST(PipeClient, TakesAnAnswerOf16MebibytesAndRefusesALongerOne) {
  const UniqueNames names;
  RunningServer running(names.get());
  ASSERT_TRUE(running.ready());
  const auto large = pipe_ask(running.control(), "SIZE 16000000", kLong);
  ASSERT_TRUE(large) << large.error().where;
  EXPECT_EQ(*large, std::string(16'000'000, 'x'));
  const auto larger = pipe_ask(running.control(), "SIZE 17000000", kLong);
  ASSERT_FALSE(larger) << larger->size();
  EXPECT_NE(larger.error().where.find("longer than 16MiB"), std::string::npos);
}

TEST(PipeClient, SendsOnlyOneLine) {
  const UniqueNames names;
  RunningServer running(names.get());
  ASSERT_TRUE(running.ready());
  EXPECT_FALSE(pipe_ask(running.control(), "ISALIVE shop\nMAINTENANCE shop 60", kLong));
  EXPECT_FALSE(pipe_ask(running.control(), std::string(protocol::kMaxLine, 'a'), kLong));
  const auto longest = pipe_ask(running.control(), std::string(protocol::kMaxLine - 1, 'a'), kLong);
  ASSERT_TRUE(longest) << longest.error().where;
  EXPECT_EQ(longest->size(), protocol::kMaxLine - 1 + 4);
}

}  // namespace
}  // namespace deepalive::service
