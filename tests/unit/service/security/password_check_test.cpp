#include "service/http/security/password_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <future>

#include "probes/http/base64.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using Answer = PasswordCheck::Answer;
using ::testing::ElementsAre;

const asio::ip::address kHere = asio::ip::make_address("10.0.0.1");
const asio::ip::address kThere = asio::ip::make_address("10.0.0.2");

asio::awaitable<void> ask(PasswordCheck& check, const config::WebUsers& users,
                          std::string credentials, asio::ip::address source,
                          std::vector<Answer>& answers) {
  const Answer answer = co_await check.check(users, std::move(credentials), source);
  answers.push_back(answer);
}

class Passwords : public ::testing::Test {
 protected:
  void ask_too(const std::string& user_and_password, asio::ip::address source = kHere) {
    asio::co_spawn(context_,
                   ask(check_, users_, probes::to_base64(user_and_password), source, answers_),
                   asio::detached);
  }
  std::vector<Answer> answers() {
    context_.restart();
    context_.run();
    return std::exchange(answers_, {});
  }

  // As bcrypt would, but the hash is the password behind its 7 first characters, and it is counted.
  config::WebUsers users_{{"ann", "$2y$07$secret"}, {"bob", "$2y$05$other"}};
  std::atomic<int> worked_out_{0};
  std::string last_hash_;
  std::shared_future<void> gate_;
  asio::io_context context_{1};
  std::vector<Answer> answers_;
  PasswordCheck check_{context_,
                       [this](const std::string& password, const std::string& hash) {
                         if (gate_.valid()) gate_.wait();
                         ++worked_out_;
                         last_hash_ = hash;
                         return hash.substr(7) == password;
                       },
                       {.waiting = 3, .waiting_of_a_source = 2, .remembered = 2}};
};

TEST_F(Passwords, AreRightOrWrong) {
  ask_too("ann:secret");
  EXPECT_THAT(answers(), ElementsAre(Answer::right));
  ask_too("ann:other");
  EXPECT_THAT(answers(), ElementsAre(Answer::wrong));
  ask_too("bob:other");
  EXPECT_THAT(answers(), ElementsAre(Answer::right));
  ask_too("bob");
  EXPECT_THAT(answers(), ElementsAre(Answer::wrong));
}

TEST_F(Passwords, ThatAreKnownAreNotWorkedOutAgain) {
  for (int i = 0; i < 5; ++i) {
    ask_too("ann:secret");
    ask_too("ann:wrong");
    answers();
  }
  EXPECT_EQ(worked_out_, 2);
}

TEST_F(Passwords, OfANameThatNobodyHasCostAsMuchAsTheDearest) {
  ask_too("eve:secret");
  EXPECT_THAT(answers(), ElementsAre(Answer::wrong));
  EXPECT_EQ(worked_out_, 1);
  EXPECT_EQ(last_hash_.substr(0, 7), "$2y$07$");
}

TEST_F(Passwords, AreAskedAgainWhenTheHashIsAnother) {
  ask_too("ann:secret");
  answers();
  users_["ann"] = "$2y$07$new";
  ask_too("ann:secret");
  EXPECT_THAT(answers(), ElementsAre(Answer::wrong));
}

TEST_F(Passwords, ThatComeTogetherAreWorkedOutOnce) {
  for (int i = 0; i < 6; ++i) ask_too("ann:secret");
  EXPECT_EQ(answers(), std::vector<Answer>(6, Answer::right));
  EXPECT_EQ(worked_out_, 1);
}

TEST_F(Passwords, OfGuessersDoNotKeepOthersFromBeingAsked) {
  ask_too("ann:secret", kThere);
  answers();
  std::promise<void> open;
  gate_ = open.get_future().share();
  for (int i = 0; i < 5; ++i) ask_too("ann:guess" + std::to_string(i));
  ask_too("ann:secret", kThere);  // known
  ask_too("bob:other", kThere);   // not known yet
  context_.restart();
  context_.poll();
  EXPECT_THAT(answers_, ElementsAre(Answer::busy, Answer::busy, Answer::busy, Answer::right));
  answers_.clear();
  open.set_value();
  EXPECT_THAT(answers(), ElementsAre(Answer::wrong, Answer::wrong, Answer::right));
}

TEST_F(Passwords, ThatWaitAreToldThatItEnds) {
  std::promise<void> open;
  gate_ = open.get_future().share();
  ask_too("ann:secret");
  context_.poll();
  check_.stop();
  EXPECT_THAT(answers(), ElementsAre(Answer::busy));
  open.set_value();
}

}  // namespace
}  // namespace deepalive::service
