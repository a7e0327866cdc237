#include "service/state/state_saver.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "tests/servers/temporary_folder.h"
#include "tests/unit/service/a_role.h"
#ifndef _WIN32
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class StateSaverTest : public ::testing::Test {
 protected:
  std::optional<Error> save() {
    std::optional<Error> error;
    bool over = false;
    boost::asio::co_spawn(
        context_,
        [](StateSaver& saver, std::optional<Error>& result, bool& done) -> asio_void {
          result = co_await saver.save();
          done = true;
        }(saver_, error, over),
        boost::asio::detached);
    run_until([&over] { return over; });
    return error;
  }

  template <class Reached>
  void run_until(Reached reached) {
    const auto end = std::chrono::steady_clock::now() + 30s;
    while (!reached() && std::chrono::steady_clock::now() < end) context_.run_for(10ms);
    EXPECT_TRUE(reached());
  }

  // What is on disk of the one check.
  std::optional<ConditionState> saved_condition() const {
    const auto loaded = StateFile(data_dir_).load(system_instant());
    const auto role = loaded.state.roles.find("shop");
    if (role == loaded.state.roles.end()) return std::nullopt;
    const auto check = role->second.checks.find("front");
    return check == role->second.checks.end() ? ConditionState::unknown
                                              : check->second.condition.state();
  }

  using asio_void = boost::asio::awaitable<void>;

  const testing::TemporaryFolder folder_;
  const fs::path data_dir_ = folder_.path() / "data";
  boost::asio::io_context context_{1};
  Log log_{LogSpec{}, false};
  NodeHealth node_;
  testing::ARole role_{node_};
  StateSaver saver_{context_, node_, StateFile(data_dir_), system_instant, log_};
};

TEST_F(StateSaverTest, GoesOnTryingUntilTheStateIsOnDisk) {
  folder_.write("data", "a file where the folder should be");
  EXPECT_TRUE(save());
  fs::remove(data_dir_);
  run_until([this] { return saved_condition().has_value(); });
}

#ifndef _WIN32
// A named pipe that nobody reads is a disk that hangs.
TEST_F(StateSaverTest, AWriteThatComesBackLateDoesNotReplaceANewerState) {
  fs::create_directory(data_dir_);
  const fs::path fresh = data_dir_ / "state.json.new";
  ASSERT_EQ(::mkfifo(fresh.c_str(), 0600), 0);
  ASSERT_TRUE(save()) << "given up";
  role_.goes_down();
  const auto second = save();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->where, "an earlier write has not come back yet");
  const int reader = ::open(fresh.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  fs::remove(fresh);
  ::fcntl(reader, F_SETFL, 0);
  run_until([this] { return saved_condition() == ConditionState::down; });
  ::close(reader);
}
#endif

}  // namespace
}  // namespace deepalive::service
