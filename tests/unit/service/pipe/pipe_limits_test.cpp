#include "service/pipe/pipe_limits.h"

#include <gtest/gtest.h>

#include "tests/unit/service/pipe/running_server.h"

namespace deepalive::service {
namespace {

using std::chrono::milliseconds;

TEST(PipeLimits, AnIdleConnectionIsCut) {
  const UniqueNames names;
  RunningServer running(names.get(), {}, {.idle = milliseconds(50)});
  ASSERT_TRUE(running.ready());
  auto silent = running.connect();
  ASSERT_TRUE(silent);
  EXPECT_TRUE(LineReader(*silent).ends());
}

TEST(PipeLimits, AConnectionThatGoesOnAskingOutlivesASilentOne) {
  const UniqueNames names;
  RunningServer running(names.get(), {}, {.idle = std::chrono::seconds(2)});
  ASSERT_TRUE(running.ready());
  auto asking = running.connect();
  ASSERT_TRUE(asking);
  LineReader lines(*asking);
  auto silent = running.connect();
  ASSERT_TRUE(silent);
  const auto silent_is_cut = [&] {
    char byte;
    const auto count = silent->read({&byte, 1}, std::chrono::steady_clock::now() + milliseconds(5));
    return count && *count == 0;
  };
  const TimePoint give_up = soon();
  while (!silent_is_cut()) {
    ASSERT_FALSE(asking->write("PING\n", soon()));
    ASSERT_EQ(lines.next(), "got PING");
    ASSERT_LT(std::chrono::steady_clock::now(), give_up);
  }
  ASSERT_FALSE(asking->write("PING\n", soon()));
  EXPECT_EQ(lines.next(), "got PING");
}

TEST(PipeLimits, AClientThatDripsALineByteByByteIsCut) {
  const UniqueNames names;
  RunningServer running(names.get(), {}, {.half_line = milliseconds(100)});
  ASSERT_TRUE(running.ready());
  auto pipe = running.connect();
  ASSERT_TRUE(pipe);
  const TimePoint give_up = soon();
  bool cut = false;
  while (!cut && std::chrono::steady_clock::now() < give_up) {
    cut = pipe->write("P", soon()).has_value();
    char byte;
    const auto count = pipe->read({&byte, 1}, std::chrono::steady_clock::now() + milliseconds(5));
    cut = cut || (count && *count == 0);
  }
  EXPECT_TRUE(cut);
}

TEST(PipeLimits, AClientThatDoesNotReadIsCutAndHoldsUpNobody) {
  const UniqueNames names;
  RunningServer running(names.get(), {}, {.write = milliseconds(300)});
  ASSERT_TRUE(running.ready());
  auto stuck = running.connect();
  ASSERT_TRUE(stuck);
  ASSERT_FALSE(stuck->write("SIZE 5000000\n", soon()));
  for (int i = 0; i < 50; ++i) {
    const auto line = pipe_ask(running.control(), "PING", kLong);
    ASSERT_TRUE(line) << line.error().where;
  }
  // Until it has been cut; only then may it read, and it misses most of its answer.
  while (!stuck->write("PING\n", soon())) std::this_thread::yield();
  std::size_t received = 0;
  std::array<char, 65536> bytes;
  for (auto count = stuck->read(bytes, soon()); count && *count > 0;
       count = stuck->read(bytes, soon())) {
    received += *count;
  }
  EXPECT_LT(received, 5'000'000U);
}

TEST(PipeLimits, AFloodOfRequestsHoldsUpNobody) {
  const UniqueNames names;
  RunningServer running(names.get());
  ASSERT_TRUE(running.ready());
  std::atomic<bool> go_on{true};
  std::thread flood([&] {
    auto pipe = running.connect();
    std::string empty_lines(4096, '\n');
    std::array<char, 65536> bytes;
    while (go_on && pipe && !pipe->write(empty_lines, soon())) {
      std::size_t lines = 0;
      while (lines < empty_lines.size()) {
        const auto count = pipe->read(bytes, soon());
        if (!count || *count == 0) return;
        lines += static_cast<std::size_t>(std::count(bytes.begin(), bytes.begin() + *count, '\n'));
      }
    }
  });
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(pipe_ask(running.control(), "PING", std::chrono::seconds(10)));
  }
  go_on = false;
  flood.join();
}

TEST(PipeLimits, OneConnectionTooManyCutsTheOneThatHasAskedNothingForLongest) {
  const UniqueNames names;
  RunningServer running(names.get(), {}, {.connections = 3});
  ASSERT_TRUE(running.ready());
  const auto ask = [](ClientPipe& pipe) {
    if (pipe.write("PING\n", soon())) return std::string("<error>");
    return LineReader(pipe).next();
  };
  auto first = running.connect();
  ASSERT_TRUE(first);
  ASSERT_EQ(ask(*first), "got PING");
  auto second = running.connect();
  ASSERT_TRUE(second);
  ASSERT_EQ(ask(*second), "got PING");
  auto third = running.connect();
  ASSERT_TRUE(third);
  ASSERT_EQ(ask(*third), "got PING");
  ASSERT_EQ(ask(*first), "got PING");  // the second is the idlest now

  auto fourth = running.connect();
  ASSERT_TRUE(fourth);
  EXPECT_EQ(ask(*fourth), "got PING");
  EXPECT_TRUE(LineReader(*second).ends());
  EXPECT_EQ(ask(*first), "got PING");
  EXPECT_EQ(ask(*third), "got PING");
}

}  // namespace
}  // namespace deepalive::service
