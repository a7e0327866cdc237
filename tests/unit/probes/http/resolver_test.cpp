#include "probes/http/resolver.h"
#include "tests/servers/latch.h"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <condition_variable>
#include <future>
#include <mutex>

namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;
using Future = std::future<ResolveAnswer>;

// Asks, and gives a future for the answer; the ticket lives in it.
struct Asked {
  Future answer;
  Resolver::Ticket ticket;
};

Asked ask(Resolver& resolver, const std::string& host) {
  auto promise = std::make_shared<std::promise<ResolveAnswer>>();
  Future answer = promise->get_future();
  auto ticket =
      resolver.resolve(host, [promise](const ResolveAnswer& come) { promise->set_value(come); });
  return {std::move(answer), std::move(ticket)};
}

bool has_answer(const Future& future) { return future.wait_for(0s) == std::future_status::ready; }

// A name service that answers when it is told to, and counts.
class Service {
 public:
  ResolveAnswer look_up(const std::string& host) {
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(host);
      changed_.notify_all();
    }
    if (host.starts_with("slow")) release_.wait();
    left_.count_down();
    if (host == "gone") return {.error = boost::asio::error::host_not_found, .addresses = {}};
    return {.error = {}, .addresses = {boost::asio::ip::make_address("127.0.0.1")}};
  }

  explicit Service(std::ptrdiff_t look_ups) : left_(look_ups) {}

  void release() { release_.count_down(); }
  // Each test says how many look-ups there are, so that none is left running in what it destroys.
  void wait_for_all() { left_.wait(); }
  void wait_until_asked(unsigned times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return asked_.size() >= times; });
  }
  std::vector<std::string> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> asked_;
  std::condition_variable changed_;
  testing::Latch release_{1};
  testing::Latch left_;
};

SystemResolver::Lookup lookup_of(const std::shared_ptr<Service>& service) {
  return [service](const std::string& host) { return service->look_up(host); };
}

TEST(SystemResolver, AnswersWithAddressesOrTheReason) {
  const auto service = std::make_shared<Service>(2);
  SystemResolver resolver(lookup_of(service));
  Asked good = ask(resolver, "shop");
  EXPECT_EQ(good.answer.get().addresses.size(), 1U);
  Asked bad = ask(resolver, "gone");
  EXPECT_EQ(bad.answer.get().error, boost::asio::error::host_not_found);
}

TEST(SystemResolver, ANameThatHangsHoldsNoOtherUp) {
  const auto service = std::make_shared<Service>(5);
  SystemResolver resolver(lookup_of(service), {.threads = 2, .waiting = 10});
  std::vector<Asked> slow;
  for (int i = 0; i < 10; ++i) slow.push_back(ask(resolver, "slow"));
  for (const std::string host : {"a", "b", "c", "d"}) {
    Asked quick = ask(resolver, host);
    EXPECT_EQ(quick.answer.get().addresses.size(), 1U);
  }
  for (const Asked& one : slow) EXPECT_FALSE(has_answer(one.answer));
  service->release();
  for (Asked& one : slow) EXPECT_EQ(one.answer.get().addresses.size(), 1U);
  EXPECT_EQ(service->asked().size(), 5U);
}

TEST(SystemResolver, TakesOnlySoManyNamesThatWait) {
  const auto service = std::make_shared<Service>(2);
  SystemResolver resolver(lookup_of(service), {.threads = 1, .waiting = 1});
  Asked running = ask(resolver, "slow-1");
  service->wait_until_asked(1);
  Asked waiting = ask(resolver, "slow-2");
  Asked refused = ask(resolver, "slow-3");
  ASSERT_TRUE(has_answer(refused.answer));
  EXPECT_EQ(refused.answer.get().error, boost::asio::error::no_buffer_space);
  service->release();
  EXPECT_FALSE(running.answer.get().error);
  EXPECT_FALSE(waiting.answer.get().error);
}

TEST(SystemResolver, DoesNotLookUpWhatNobodyWaitsForAnyMore) {
  const auto service = std::make_shared<Service>(2);
  SystemResolver resolver(lookup_of(service), {.threads = 1, .waiting = 10});
  Asked running = ask(resolver, "slow");
  service->wait_until_asked(1);
  Asked dropped = ask(resolver, "dropped");
  dropped.ticket.reset();
  Asked last = ask(resolver, "last");
  service->release();
  last.answer.get();
  EXPECT_EQ(service->asked(), (std::vector<std::string>{"slow", "last"}));
  EXPECT_THROW(dropped.answer.get(), std::future_error);  // its callback is gone
}

TEST(SystemResolver, ItsEndWaitsForNothingAndSilencesWhatComesLate) {
  const auto service = std::make_shared<Service>(1);
  Asked late;
  {
    SystemResolver resolver(lookup_of(service));
    late = ask(resolver, "slow");
    service->wait_until_asked(1);
  }
  service->release();
  service->wait_for_all();
  EXPECT_FALSE(has_answer(late.answer));
}

TEST(SystemResolver, SurvivesALookUpThatThrows) {
  SystemResolver resolver([](const std::string&) -> ResolveAnswer { throw std::bad_alloc(); });
  Asked first = ask(resolver, "a");
  EXPECT_EQ(first.answer.get().error, boost::asio::error::no_memory);
  Asked second = ask(resolver, "b");
  EXPECT_EQ(second.answer.get().error, boost::asio::error::no_memory);
}

}  // namespace
}  // namespace deepalive::probes
