#include "service/turnstile.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <vector>

namespace deepalive::service {
namespace {

namespace asio = boost::asio;

class TurnstileTest : public ::testing::Test {
 protected:
  // Enters and stays until it is told to leave.
  asio::awaitable<void> visit(int number) {
    asio::steady_timer leave(context_, asio::steady_timer::time_point::max());
    auto turn = co_await turnstile_->enter();
    inside_.push_back(number);
    leaving_.push_back(&leave);
    boost::system::error_code woken;
    co_await leave.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    ++left_;
  }

  void come(int number) { asio::co_spawn(context_, visit(number), asio::detached); }

  void leave(std::size_t who) {
    leaving_[who]->cancel();
    context_.restart();
    context_.poll();
  }

  asio::io_context context_{1};
  std::optional<Turnstile> turnstile_{std::in_place, context_.get_executor(), 2};
  std::vector<int> inside_;  // in the order in which they came in
  std::vector<asio::steady_timer*> leaving_;
  int left_ = 0;
};

TEST_F(TurnstileTest, LetsInAsManyAsThereArePlacesAndTheOthersInTheirOrder) {
  for (int i = 0; i < 5; ++i) come(i);
  context_.poll();
  EXPECT_EQ(inside_, (std::vector<int>{0, 1}));
  EXPECT_EQ(turnstile_->waiting(), 3u);
  leave(1);
  EXPECT_EQ(inside_, (std::vector<int>{0, 1, 2}));
  leave(0);
  leave(2);
  EXPECT_EQ(inside_, (std::vector<int>{0, 1, 2, 3, 4}));
  EXPECT_EQ(turnstile_->waiting(), 0u);
  leave(3);
  leave(4);
  EXPECT_EQ(left_, 5);
  come(5);
  come(6);
  come(7);
  context_.restart();
  context_.poll();
  EXPECT_EQ(inside_.size(), 7u) << "both places are free again";
}

TEST_F(TurnstileTest, MayGoBeforeThoseWhoAreInsideOrWait) {
  for (int i = 0; i < 4; ++i) come(i);
  context_.poll();
  turnstile_.reset();
  context_.restart();
  context_.poll();
  leave(0);
  EXPECT_EQ(left_, 1);
}

}  // namespace
}  // namespace deepalive::service
