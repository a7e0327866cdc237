#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <memory>
#include <optional>

#include "probes/http/http_probe.h"
#include "probes/http/tls_context.h"
#include "tests/servers/fault_server.h"
#include "tests/servers/latch.h"
#include "tests/unit/probes/http/probe_harness.h"
#include "tests/unit/probes/look.h"
#ifndef _WIN32
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

// A run on its io_context: many at once, cut off, out of means.
namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;
using testing::answers;
using testing::FaultServer;
namespace asio = boost::asio;
namespace step = testing::step;

struct Loop {
  void start(const HttpProbe& probe) {
    Observation& observation = under_way.emplace_back();
    asio::co_spawn(context, look(probe.run(system_instant), observation),
                   [this, &observation](const std::exception_ptr&) {
                     seen.push_back(std::move(observation));
                   });
  }

  void run_until(const std::function<bool()>& reached) {
    while (!reached()) context.run_for(5ms);
  }

  std::vector<Observation> seen;
  std::deque<Observation> under_way{};
  TlsContexts contexts;
  TableResolver resolver;
  asio::io_context context{1};
};

TEST(HttpProbeRun, ManyRunSideBySideOnOneThread) {
  constexpr std::ptrdiff_t kMany = 200;
  const FaultServer good(answers(200));
  const FaultServer bad(answers(500));
  Loop loop;
  const HttpProbe passing(target_of(good.url()), kAmple, loop.contexts, loop.resolver);
  const HttpProbe failing(target_of(bad.url()), kAmple, loop.contexts, loop.resolver);
  for (std::ptrdiff_t i = 0; i < kMany; ++i) {
    loop.start(passing);
    loop.start(failing);
  }
  loop.context.run();
  ASSERT_EQ(std::ssize(loop.seen), 2 * kMany);
  EXPECT_EQ(std::ranges::count(loop.seen, "pass ok", verdict_of), kMany);
  EXPECT_EQ(std::ranges::count(loop.seen, "fail status_unexpected", verdict_of), kMany);
}

TEST(HttpProbeRun, OutlivesItsProbe) {
  const FaultServer server(answers(200));
  Loop loop;
  {
    const HttpProbe probe(target_of(server.url()), kAmple, loop.contexts, loop.resolver);
    loop.start(probe);
  }
  loop.context.run();
  ASSERT_EQ(loop.seen.size(), 1U);
  EXPECT_EQ(verdict_of(loop.seen[0]), "pass ok");
}

// The leak check of the sanitizer is what would fail here.
TEST(HttpProbeRun, MayBeCutOffInEachPhase) {
  const FaultServer silent({.steps = {step::Hold{}}, .reads_request = false});
  const FaultServer halting(
      {.steps = {step::Send{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1"}, step::Hold{}}});
  const std::string tls = "https" + silent.url().substr(4);
  for (const std::string& url :
       {std::string("http://never.answered/"), silent.url(), tls, halting.url()}) {
    auto loop = std::make_unique<Loop>();
    HttpTarget target = target_of(url);
    target.tls.verify = false;
    const HttpProbe probe(target, kAmple, loop->contexts, loop->resolver);
    loop->start(probe);
    const std::size_t before = silent.connections() + halting.connections();
    if (url.find("never") == url.npos) {
      loop->run_until([&] { return silent.connections() + halting.connections() > before; });
    }
    loop->context.poll();
    EXPECT_TRUE(loop->seen.empty());
    loop->context.stop();
    loop.reset();
  }
}

TEST(HttpProbeRun, ACancelledRunSaysNothingAboutThePeer) {
  const FaultServer silent({.steps = {step::Hold{}}});
  for (const std::string& url : {std::string("http://never.answered/"), silent.url()}) {
    Loop loop;
    const HttpProbe probe(target_of(url), kAmple, loop.contexts, loop.resolver);
    asio::cancellation_signal cancel;
    std::optional<Observation> seen;
    asio::co_spawn(
        loop.context, probe.run(system_instant),
        asio::bind_cancellation_slot(
            cancel.slot(), [&seen](const std::exception_ptr& thrown, Observation observation) {
              EXPECT_FALSE(thrown);
              seen = std::move(observation);
            }));
    if (url == silent.url()) loop.run_until([&] { return !silent.requests().empty(); });
    loop.context.poll();
    EXPECT_FALSE(seen);
    cancel.emit(asio::cancellation_type::terminal);
    loop.context.run();
    ASSERT_TRUE(seen);
    EXPECT_EQ(verdict_of(*seen), "indeterminate internal_error") << seen->detail;
  }
}

TEST(HttpProbeRun, ALookUpMayEndAfterTheResolverAndTheContextAreGone) {
  testing::Latch asked(1);
  testing::Latch release(1);
  testing::Latch returned(1);
  {
    asio::io_context context(1);
    TlsContexts contexts;
    SystemResolver resolver([&](const std::string&) {
      asked.count_down();
      release.wait();
      returned.count_down();
      return ResolveAnswer{};
    });
    const HttpProbe probe(target_of("http://shop/"), kAmple, contexts, resolver);
    Observation ignored;
    asio::co_spawn(context, look(probe.run(system_instant), ignored), asio::detached);
    context.poll();
    asked.wait();
  }
  release.count_down();
  returned.wait();
}

// UndefinedBehaviorSanitizer, which comes with the address sanitizer here, itself needs descriptors
// to look at objects.
#if !defined(_WIN32) && !defined(__SANITIZE_ADDRESS__)

// No more file descriptors for as long as this lives.
class NoDescriptors {
 public:
  NoDescriptors() {
    EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
    while (true) {
      const int descriptor = ::open("/dev/null", O_RDONLY);
      if (descriptor < 0) break;
      taken_.push_back(descriptor);
      if (taken_.size() == 1) limit_to(static_cast<rlim_t>(descriptor) + 64);
    }
  }
  ~NoDescriptors() {
    for (const int descriptor : taken_) ::close(descriptor);
    ::setrlimit(RLIMIT_NOFILE, &before_);
  }

 private:
  void limit_to(rlim_t most) const {
    rlimit less = before_;
    less.rlim_cur = most;
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &less), 0);
  }

  rlimit before_{};
  std::vector<int> taken_;
};

TEST(HttpProbeRun, WithoutDescriptorsTheAgentCouldNotLook) {
  const testing::ClosedPort closed;
  Loop loop;
  const HttpProbe probe(target_of("http://127.0.0.1:" + std::to_string(closed.port()) + "/"),
                        kAmple, loop.contexts, loop.resolver);
  loop.start(probe);  // the context takes descriptors of its own when it is first used
  loop.context.run();
  loop.context.restart();
  loop.start(probe);
  {
    const NoDescriptors none_left;
    loop.context.run();
  }
  ASSERT_EQ(loop.seen.size(), 2U);
  EXPECT_EQ(verdict_of(loop.seen[0]), "fail connect_refused");
  EXPECT_EQ(verdict_of(loop.seen[1]), "indeterminate internal_error");
  EXPECT_TRUE(loop.seen[1].detail.starts_with("the agent could not go on: Too many open files"))
      << loop.seen[1].detail;
}

#endif

}  // namespace
}  // namespace deepalive::probes
