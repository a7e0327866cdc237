#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "service/process/process_info.h"
#include "tests/unit/service/pipe/running_server.h"

namespace deepalive::service {
namespace {

TEST(PosixSocket, OnlyItsOwnerMayOpenIt) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  for (const std::string& path :
       {names.get().control(), names.get().answer("shop", Question::is_alive)}) {
    struct stat found {};
    ASSERT_EQ(::stat(path.c_str(), &found), 0) << path;
    EXPECT_EQ(found.st_mode & 0777U, 0600U) << path;
  }
  running.stop();
  EXPECT_FALSE(std::filesystem::exists(names.get().control()));
}

TEST(PosixSocket, WhatADeadProcessLeftIsReplaced) {
  const UniqueNames names;
  const std::string path = names.get().control();
  const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un place{};
  place.sun_family = AF_UNIX;
  std::memcpy(place.sun_path, path.c_str(), path.size());
  ASSERT_EQ(::bind(left, reinterpret_cast<const sockaddr*>(&place), sizeof(place)), 0);
  ::close(left);
  ASSERT_TRUE(std::filesystem::exists(path));

  RunningServer running(names.get());
  ASSERT_TRUE(running.ready());
  EXPECT_TRUE(pipe_ask(running.control(), "PING", kLong));
}

TEST(PosixSocket, ATakenNameIsReportedOnceAndHadWhenItIsFree) {
  const UniqueNames names;
  RunningServer first(names.get());
  ASSERT_TRUE(first.ready());
  RunningServer second(names.get(), {}, {.retry = std::chrono::milliseconds(10)});
  ASSERT_TRUE(second.failed.wait_for(1));
  EXPECT_NE(second.failed.words().front().find("another process listens there (process " +
                                               std::to_string(process_id()) + ")"),
            std::string::npos)
      << second.failed.words().front();
  EXPECT_TRUE(pipe_ask(first.control(), "PING", kLong)) << "the first is not disturbed";
  first.stop();
  ASSERT_TRUE(second.ready());
  EXPECT_TRUE(pipe_ask(second.control(), "PING", kLong));
  EXPECT_EQ(second.failed.words().size(), 1U);
}

TEST(PosixSocket, AServerWithoutItsNameStillStops) {
  const UniqueNames names;
  RunningServer first(names.get());
  ASSERT_TRUE(first.ready());
  RunningServer second(names.get(), {}, {.retry = std::chrono::hours(1)});
  ASSERT_TRUE(second.failed.wait_for(1));
  second.stop();
  EXPECT_TRUE(pipe_ask(first.control(), "PING", kLong)) << "and leaves the other's socket alone";
}

TEST(PosixSocket, AFileInTheWayIsNotRemoved) {
  const UniqueNames names;
  std::ofstream(names.get().control()) << "precious";
  RunningServer running(names.get());
  ASSERT_TRUE(running.failed.wait_for(1));
  EXPECT_NE(running.failed.words().front().find("not a socket"), std::string::npos);
  running.stop();
  EXPECT_TRUE(std::filesystem::is_regular_file(names.get().control()));
}

TEST(PosixSocket, APathThatIsTooLongSaysHowLongItMayBe) {
  PipeNames names;
  names.data_dir = "/tmp/" + std::string(120, 'a');
  RunningServer running(names);
  ASSERT_TRUE(running.failed.wait_for(1));
  EXPECT_NE(running.failed.words().front().find("at most 107 bytes"), std::string::npos);
  const auto line = pipe_ask({names.control()}, "PING", kLong);
  ASSERT_FALSE(line);
  EXPECT_NE(line.error().where.find("at most 107 bytes"), std::string::npos);
}

TEST(PosixSocket, ARoleWhosePathIsTooLongLeavesTheOthersTheirPipes) {
  const UniqueNames names;
  const std::string longest(64, 'r');
  RunningServer running(names.get(), {longest, "shop"});
  ASSERT_TRUE(running.failed.wait_for(2));
  ASSERT_TRUE(running.listening.wait_for(3));
  EXPECT_TRUE(pipe_read_answer(running.answer_pipe("shop", Question::is_alive), kLong));
}

TEST(PosixSocket, TenThousandReadsInARowOfAnAnswerPipeMeetNoBusyPipe) {
  const UniqueNames names;
  RunningServer running(names.get(), {"shop"});
  ASSERT_TRUE(running.ready());
  const PipeAddress looks_alive = running.answer_pipe("shop", Question::looks_alive);
  for (int i = 0; i < 10'000; ++i) {
    const auto line = pipe_read_answer(looks_alive, kLong);
    ASSERT_TRUE(line) << i << ": " << line.error().where;
    ASSERT_EQ(*line, "looksalive of shop");
  }
  EXPECT_EQ(running.server.requests().of(RequestKind::answer_looks_alive).count(), 10'000U);
  EXPECT_EQ(running.server.requests().of(RequestKind::answer_is_alive).count(), 0U);
}

}  // namespace
}  // namespace deepalive::service
