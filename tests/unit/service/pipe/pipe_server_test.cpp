#include "service/pipe/pipe_server.h"

#include <gtest/gtest.h>

#include "tests/unit/service/pipe/running_server.h"

namespace deepalive::service {
namespace {

TEST(PipeServer, AnswersManyRequestsOnOneConnection) {
  const UniqueNames names;
  RunningServer running(names.get());
  ASSERT_TRUE(running.ready());
  auto pipe = running.connect();
  ASSERT_TRUE(pipe) << pipe.error().where;
  LineReader lines(*pipe);
  for (int i = 0; i < 1000; ++i) {
    const std::string request = "PING " + std::to_string(i);
    ASSERT_FALSE(pipe->write(request + "\n", soon()));
    ASSERT_EQ(lines.next(), "got " + request);
  }
}

TEST(PipeServer, AnswersRequestsThatWereSentAtOnceInTheirOrder) {
  const UniqueNames names;
  RunningServer running(names.get());
  ASSERT_TRUE(running.ready());
  auto pipe = running.connect();
  ASSERT_TRUE(pipe);
  std::string requests;
  for (int i = 0; i < 300; ++i) requests += "request " + std::to_string(i) + "\n";
  ASSERT_FALSE(pipe->write(requests, soon()));
  LineReader lines(*pipe);
  for (int i = 0; i < 300; ++i) ASSERT_EQ(lines.next(), "got request " + std::to_string(i));
}

TEST(PipeServer, ARequestMayComeInPieces) {
  const UniqueNames names;
  RunningServer running(names.get());
  ASSERT_TRUE(running.ready());
  auto pipe = running.connect();
  ASSERT_TRUE(pipe);
  for (const char c : std::string("ISALIVE sh\xC3\xB6p\r\n")) {
    ASSERT_FALSE(pipe->write({&c, 1}, soon()));
  }
  LineReader lines(*pipe);
  EXPECT_EQ(lines.next(), "got ISALIVE sh\xC3\xB6p");
}

TEST(PipeServer, ALineThatIsNoTextGetsAnErrorAndTheConnectionStays) {
  const UniqueNames names;
  RunningServer running(names.get());
  ASSERT_TRUE(running.ready());
  auto pipe = running.connect();
  ASSERT_TRUE(pipe);
  using namespace std::string_literals;
  LineReader lines(*pipe);
  for (const std::string& bad : {"PI\0NG\n"s, "\xFF\xFE\n"s, "\x1B[31m\n"s, "\xC0\xAF\n"s}) {
    ASSERT_FALSE(pipe->write(bad, soon()));
    EXPECT_TRUE(lines.next().starts_with("ERROR bad-encoding "));
  }
  ASSERT_FALSE(pipe->write("PING\n", soon()));
  EXPECT_EQ(lines.next(), "got PING");
  EXPECT_EQ(running.server.requests().of(RequestKind::invalid).count(), 4U);
}

TEST(PipeServer, AnOverLongLineIsAnsweredAndTheConnectionEnds) {
  const UniqueNames names;
  RunningServer running(names.get());
  ASSERT_TRUE(running.ready());
  auto pipe = running.connect();
  ASSERT_TRUE(pipe);
  ASSERT_FALSE(pipe->write("PING\n" + std::string(20000, 'a') + "\nPING\n", soon()));
  LineReader lines(*pipe);
  EXPECT_EQ(lines.next(), "got PING");
  EXPECT_TRUE(lines.next().starts_with("ERROR line-too-long "));
  EXPECT_TRUE(lines.ends());
}

TEST(PipeServer, AnOverLongLineWithoutEndIsCutAfterItsAnswer) {
  const UniqueNames names;
  RunningServer running(names.get(), {}, {.linger = std::chrono::milliseconds(50)});
  ASSERT_TRUE(running.ready());
  auto pipe = running.connect();
  ASSERT_TRUE(pipe);
  ASSERT_FALSE(pipe->write(std::string(protocol::kMaxLine, 'a'), soon()));
  LineReader lines(*pipe);
  EXPECT_TRUE(lines.next().starts_with("ERROR line-too-long "));
  EXPECT_TRUE(lines.ends());
}

TEST(PipeServer, AHandlerThatThrowsCostsOneErrorAnswer) {
  const UniqueNames names;
  RunningServer running(names.get());
  ASSERT_TRUE(running.ready());
  auto pipe = running.connect();
  ASSERT_TRUE(pipe);
  ASSERT_FALSE(pipe->write("THROW\nPING\n", soon()));
  LineReader lines(*pipe);
  EXPECT_EQ(lines.next(), "ERROR internal-error on purpose");
  EXPECT_EQ(lines.next(), "got PING");
}

TEST(PipeServer, AnAnswerWaitsForAReaderWhoTakesHisTime) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  auto slow =
      ClientPipe::open(running.answer_pipe("shop", Question::is_alive), PipeAccess::answer, soon());
  ASSERT_TRUE(slow) << slow.error().where;
  // Each of these is served after the slow one, whose end of the agent is long closed when they are
  // through.
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(pipe_read_answer(running.answer_pipe("shop", Question::is_alive), kLong));
  }
  LineReader lines(*slow);
  EXPECT_EQ(lines.next(), "isalive of shop");
  EXPECT_TRUE(lines.ends());
}

TEST(PipeServer, RolesComeAndGoWithTheirAnswerPipes) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  running.on_thread([&] { running.server.set_roles({"blog"}); });
  ASSERT_TRUE(running.listening.wait_for(5));
  EXPECT_EQ(*pipe_read_answer(running.answer_pipe("blog", Question::is_alive), kLong),
            "isalive of blog");
  const auto gone = pipe_read_answer(running.answer_pipe("shop", Question::is_alive), kLong);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().reason, Reason::agent_unreachable);

  running.on_thread([&] { running.server.set_roles({"shop", "blog"}); });
  ASSERT_TRUE(running.listening.wait_for(7));
  EXPECT_EQ(*pipe_read_answer(running.answer_pipe("shop", Question::looks_alive), kLong),
            "looksalive of shop");
}

TEST(PipeServer, ManyClientsAtOnceAreAllAnswered) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  std::atomic<int> answered{0};
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&, c] {
      const std::string request = "PING " + std::to_string(c);
      for (int i = 0; i < 50; ++i) {
        const auto line = pipe_ask(running.control(), request, kLong);
        if (line && *line == "got " + request) ++answered;
        if (pipe_read_answer(running.answer_pipe("shop", Question::is_alive), kLong)) ++answered;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(answered, 8 * 50 * 2);
}

TEST(PipeServer, StopsWhileItIsBusy) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  std::atomic<bool> go_on{true};
  std::atomic<int> asked{0};
  std::vector<std::thread> clients;
  for (int c = 0; c < 4; ++c) {
    clients.emplace_back([&] {
      while (go_on) {
        (void)pipe_ask(running.control(), "SIZE 100000", std::chrono::seconds(1));
        (void)pipe_read_answer(running.answer_pipe("shop", Question::is_alive),
                               std::chrono::seconds(1));
        ++asked;
      }
    });
  }
  while (asked < 20) std::this_thread::yield();
  {
    auto idle = running.connect();
    running.stop();  // joins the answering thread: the test's time-out is the deadline
    EXPECT_TRUE(idle && LineReader(*idle).ends());
  }
  go_on = false;
  for (std::thread& client : clients) client.join();
  const auto line = pipe_ask(running.control(), "PING", kLong);
  ASSERT_FALSE(line);
  EXPECT_NE(line.error().where.find("no agent listens there"), std::string::npos)
      << line.error().where;
}

}  // namespace
}  // namespace deepalive::service
