#include "probes/isolated_worker.h"
#include "tests/servers/latch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;

constexpr Duration kLong = 60s;    // never reached when the code is right
constexpr Duration kShort = 20ms;  // always reached

// What a thread that hangs waits for.
class Door {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

struct Session {
  explicit Session(std::atomic<int>& live) : live_sessions(live) { ++live_sessions; }
  ~Session() {
    --live_sessions;
    EXPECT_EQ(std::this_thread::get_id(), thread) << "destroyed on another thread";
  }

  std::atomic<int>& live_sessions;
  const std::thread::id thread = std::this_thread::get_id();
};

class IsolatedWorkerTest : public ::testing::Test {
 protected:
  using Worker = IsolatedWorker<Session>;

  std::unique_ptr<Worker> make_worker() {
    return std::make_unique<Worker>(Worker::Settings{"reading IIS", Reason::iis_timeout},
                                    [live = live_, made = made_] {
                                      ++*made;
                                      return std::make_shared<Session>(*live);
                                    });
  }

  template <class Work>
  static Result<int> ask(Worker& worker, Duration timeout, Work work) {
    // Shared: the answering thread may still be inside set_value when get() returns.
    const auto answer = std::make_shared<std::promise<Result<int>>>();
    EXPECT_TRUE(worker.request(timeout, std::move(work), [answer](Result<int> result) {
      answer->set_value(std::move(result));
    }));
    return answer->get_future().get();
  }

  // Leaves one thread hanging at the door. On a busy machine a read may not even have begun at its
  // deadline; then nothing hangs, and it is asked again.
  template <class Done>
  static void hang(Worker& worker, const std::shared_ptr<Door>& door, Done done) {
    const auto before = worker.stats().abandoned;
    while (worker.stats().abandoned == before) {
      const auto answered = std::make_shared<std::promise<void>>();
      EXPECT_TRUE(worker.request(
          kShort,
          [door](Session&) -> Result<int> {
            door->wait();
            return 1;
          },
          [done, answered](Result<int> result) {
            done(std::move(result));
            answered->set_value();
          }));
      answered->get_future().wait();
    }
  }

  static Result<int> hang(Worker& worker, const std::shared_ptr<Door>& door) {
    std::optional<Result<int>> last;
    hang(worker, door, [&](Result<int> result) { last.emplace(std::move(result)); });
    return *last;
  }

  template <class Condition>
  static bool becomes_true(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + kLong;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }

  // Shared with threads that hang on after the worker is gone.
  std::shared_ptr<std::atomic<int>> live_ = std::make_shared<std::atomic<int>>(0);
  std::shared_ptr<std::atomic<int>> made_ = std::make_shared<std::atomic<int>>(0);
};

Result<int> seven(Session&) { return 7; }

TEST_F(IsolatedWorkerTest, AnAnswerInTimeIsGivenAsItIs) {
  const auto worker = make_worker();
  const auto result = ask(*worker, kLong, seven);
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, 7);
  const auto error = ask(*worker, kLong, [](Session&) -> Result<int> {
    return Error{Reason::iis_access_denied, 5, "section"};
  });
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().reason, Reason::iis_access_denied);
}

TEST_F(IsolatedWorkerTest, OneSessionServesManyReadsOnOneThread) {
  const auto worker = make_worker();
  for (int i = 0; i < 100; ++i) {
    const auto same_thread = ask(*worker, kLong, [](Session& session) -> Result<int> {
      return std::this_thread::get_id() == session.thread ? 1 : 0;
    });
    EXPECT_EQ(*same_thread, 1);
  }
  EXPECT_EQ(*made_, 1);
}

TEST_F(IsolatedWorkerTest, TheSessionIsGoneAfterTheWorker) {
  auto worker = make_worker();
  ASSERT_TRUE(ask(*worker, kLong, seven));
  EXPECT_EQ(*live_, 1);
  worker.reset();
  EXPECT_EQ(*live_, 0);
}

TEST_F(IsolatedWorkerTest, AReadThatHangsIsAnsweredAtTheDeadline) {
  const auto door = std::make_shared<Door>();
  const auto worker = make_worker();
  const auto result = hang(*worker, door);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::iis_timeout);
  EXPECT_EQ(result.error().where, "reading IIS did not come back within 20ms");
  EXPECT_EQ(worker->stats().hung, 1U);
  door->open();
  EXPECT_TRUE(becomes_true([&] { return worker->stats().hung == 0 && *live_ == 0; }));
  EXPECT_EQ(worker->stats().abandoned, 1U);
}

TEST_F(IsolatedWorkerTest, AnotherThreadReadsWhileOneHangs) {
  const auto door = std::make_shared<Door>();
  const auto worker = make_worker();
  ASSERT_FALSE(hang(*worker, door));
  const auto result = ask(*worker, kLong, seven);
  ASSERT_TRUE(result);
  EXPECT_EQ(*made_, 2);
  door->open();
}

TEST_F(IsolatedWorkerTest, ALateResultIsDropped) {
  const auto door = std::make_shared<Door>();
  const auto worker = make_worker();
  const auto results = std::make_shared<std::atomic<int>>(0);
  hang(*worker, door, [results](const Result<int>& result) {
    if (result) ++*results;
  });
  door->open();
  ASSERT_TRUE(becomes_true([&] { return worker->stats().hung == 0; }));
  ASSERT_TRUE(ask(*worker, kLong, seven));  // whatever was still to be said has been said by now
  EXPECT_EQ(*results, 0);
}

TEST_F(IsolatedWorkerTest, NoFourthThreadIsMadeWhileThreeHang) {
  const auto door = std::make_shared<Door>();
  const auto worker = make_worker();
  for (int i = 0; i < 3; ++i) ASSERT_FALSE(hang(*worker, door));
  EXPECT_EQ(worker->stats().hung, 3U);
  const auto refused = ask(*worker, kLong, seven);  // at once, not at the deadline
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::iis_timeout);
  EXPECT_EQ(refused.error().where,
            "reading IIS is not tried: 3 earlier attempts have not come back yet");
  EXPECT_EQ(*made_, 3);
  EXPECT_EQ(worker->stats().turned_away, 1U);

  door->open();
  ASSERT_TRUE(becomes_true([&] { return worker->stats().hung == 0; }));
  EXPECT_TRUE(ask(*worker, kLong, seven));
  EXPECT_EQ(*made_, 4);
}

TEST_F(IsolatedWorkerTest, OnlyOneRequestIsOpenAtATime) {
  const auto door = std::make_shared<Door>();
  const auto worker = make_worker();
  const auto answered = std::make_shared<std::promise<void>>();
  ASSERT_TRUE(worker->request(
      kLong,
      [door](Session&) -> Result<int> {
        door->wait();
        return 1;
      },
      [answered](const Result<int>&) { answered->set_value(); }));
  EXPECT_FALSE(worker->request(kLong, seven, [](const Result<int>&) { FAIL(); }));
  door->open();
  answered->get_future().wait();
  EXPECT_TRUE(ask(*worker, kLong, seven));
}

TEST_F(IsolatedWorkerTest, TheAnswerMayAskAgain) {
  const auto worker = make_worker();
  const auto second = std::make_shared<std::promise<int>>();
  ASSERT_TRUE(worker->request(kLong, seven, [&worker, second](const Result<int>&) {
    EXPECT_TRUE(worker->request(
        kLong, seven, [second](const Result<int>& result) { second->set_value(*result); }));
  }));
  EXPECT_EQ(second->get_future().get(), 7);
}

TEST_F(IsolatedWorkerTest, TheDestructorDoesNotWaitForAReadThatHangs) {
  const auto door = std::make_shared<Door>();
  auto worker = make_worker();
  testing::Latch reading(1);
  ASSERT_TRUE(worker->request(
      kLong,
      [door, &reading](Session&) -> Result<int> {
        reading.count_down();
        door->wait();
        return 1;
      },
      [](const Result<int>&) { FAIL() << "a dropped request was answered"; }));
  reading.wait();
  worker.reset();
  EXPECT_EQ(*live_, 1);
  door->open();
  EXPECT_TRUE(becomes_true([&] { return *live_ == 0; }));
}

TEST_F(IsolatedWorkerTest, AThreadThatHangsDoesNotKeepTheReceiver) {
  const auto door = std::make_shared<Door>();
  auto worker = make_worker();
  const auto receiver = std::make_shared<int>();
  testing::Latch reading(1);
  ASSERT_TRUE(worker->request(
      kLong,
      [door, &reading](Session&) -> Result<int> {
        reading.count_down();
        door->wait();
        return 1;
      },
      [receiver](const Result<int>&) {}));
  reading.wait();
  worker.reset();
  EXPECT_EQ(receiver.use_count(), 1);
  door->open();
  EXPECT_TRUE(becomes_true([&] { return *live_ == 0; }));
}

TEST_F(IsolatedWorkerTest, ASessionThatCannotBeMadeIsAnErrorAndTriedAgain) {
  int attempts = 0;
  Worker worker(Worker::Settings{"reading IIS", Reason::iis_timeout},
                [&]() -> std::shared_ptr<Session> {
                  if (++attempts == 1) throw std::runtime_error("no COM");
                  return std::make_shared<Session>(*live_);
                });
  const auto failed = ask(worker, kLong, seven);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, Reason::internal_error);
  EXPECT_EQ(failed.error().where, "reading IIS: no COM");
  EXPECT_TRUE(ask(worker, kLong, seven));
}

TEST_F(IsolatedWorkerTest, RequestsMayComeFromManyThreads) {
  const auto worker = make_worker();
  std::atomic<int> accepted = 0;
  std::atomic<int> answered = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 200; ++j) {
        if (worker->request(kLong, seven, [&](const Result<int>&) { ++answered; })) ++accepted;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(becomes_true([&] { return answered == accepted; }));
  EXPECT_GT(accepted, 0);
}

}  // namespace
}  // namespace deepalive::probes
