#include "probes/http/kept_connection.h"

#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <utility>

#include "probes/http/net_error.h"

namespace deepalive::probes {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using boost::system::error_code;

// A connection, and who is at its other end.
class KeptConnectionTest : public ::testing::Test {
 protected:
  static constexpr Instant kMade{.steady = TimePoint(std::chrono::hours(1)), .wall = WallTime()};

  KeptConnectionTest() { keep_one(); }

  void keep_one() {
    auto ours = std::make_unique<tcp::socket>(context_);
    ours->connect(acceptor_.local_endpoint());
    theirs_ = acceptor_.accept();
    socket_ = ours.get();
    kept_.keep({.socket = std::move(ours),
                .peer = acceptor_.local_endpoint(),
                .tls = nullptr,
                .made = kMade.steady});
  }

  // What they did is here.
  void wait_until_readable() { socket_->wait(tcp::socket::wait_read); }

  bool was_reset() {
    char byte = 0;
    error_code error;
    theirs_.read_some(asio::buffer(&byte, 1), error);
#ifdef _WIN32  // Wine tells of a reset as of a close
    if (is_end(error)) return true;
#endif
    return is_reset(error);
  }

  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  tcp::socket theirs_{context_};
  KeptConnection kept_;
  tcp::socket* socket_ = nullptr;
};

TEST_F(KeptConnectionTest, GivesOneThatIsOpenAndSilentOnce) {
  const auto taken = kept_.take(kMade);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->socket.get(), socket_);
  EXPECT_EQ(taken->peer, acceptor_.local_endpoint());
  EXPECT_EQ(taken->made, kMade.steady);
  EXPECT_FALSE(kept_.take(kMade));
}

TEST_F(KeptConnectionTest, GivesTheSameAgainAfterItWasUsed) {
  auto taken = kept_.take(kMade);
  ASSERT_TRUE(taken);
  asio::write(theirs_, asio::buffer("ok", 2));
  wait_until_readable();
  char answer[2];
  EXPECT_EQ(taken->socket->read_some(asio::buffer(answer)), 2U);
  kept_.keep(*std::move(taken));
  EXPECT_TRUE(kept_.take(kMade));
}

TEST_F(KeptConnectionTest, DropsOneThatTheServerClosed) {
  theirs_.close();
  wait_until_readable();
  EXPECT_FALSE(kept_.take(kMade));
}

TEST_F(KeptConnectionTest, DropsOneThatTheServerHalfClosed) {
  theirs_.shutdown(tcp::socket::shutdown_send);
  wait_until_readable();
  EXPECT_FALSE(kept_.take(kMade));
}

TEST_F(KeptConnectionTest, DropsOneThatTheServerReset) {
  reset_close(theirs_);
  wait_until_readable();
  EXPECT_FALSE(kept_.take(kMade));
}

TEST_F(KeptConnectionTest, DropsOneOnWhichSomethingCameUnasked) {
  asio::write(theirs_, asio::buffer("H", 1));
  wait_until_readable();
  EXPECT_FALSE(kept_.take(kMade));
  EXPECT_TRUE(was_reset());
}

TEST_F(KeptConnectionTest, DropsOneThatIsTooOld) {
  Instant now = kMade;
  now.steady += kLongestKept - std::chrono::nanoseconds(1);
  auto taken = kept_.take(now);
  ASSERT_TRUE(taken);
  kept_.keep(*std::move(taken));
  now.steady += std::chrono::nanoseconds(1);
  EXPECT_FALSE(kept_.take(now));
  EXPECT_TRUE(was_reset());
}

TEST_F(KeptConnectionTest, KeepsTheLaterOfTwo) {
  tcp::socket earlier = std::move(theirs_);
  keep_one();
  std::swap(theirs_, earlier);
  EXPECT_TRUE(was_reset());
  EXPECT_TRUE(kept_.take(kMade));
}

TEST_F(KeptConnectionTest, ResetsWhatItDrops) {
  kept_.drop();
  EXPECT_TRUE(was_reset());
  EXPECT_FALSE(kept_.take(kMade));
}

}  // namespace
}  // namespace deepalive::probes
