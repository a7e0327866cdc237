#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include "tests/servers/fault_server.h"
#include "tests/servers/latch.h"
#include "tests/unit/probes/http/probe_harness.h"
#ifndef _WIN32
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

// How a probe finds its way to the server.
namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;
using testing::answers;
using testing::ClosedPort;
using testing::FaultServer;
namespace step = testing::step;

constexpr Duration kShort = 100ms;

std::string url_of(const std::string& host, std::uint16_t port) {
  return "http://" + host + ":" + std::to_string(port) + "/";
}

TEST(HttpProbe, TellsThatNothingListens) {
  const ClosedPort closed;
  const Observation seen = probe_once(target_of(url_of("127.0.0.1", closed.port())));
  EXPECT_EQ(verdict_of(seen), "fail connect_refused") << seen.detail;
  EXPECT_TRUE(seen.detail.starts_with("127.0.0.1:" + std::to_string(closed.port()) + ": "))
      << seen.detail;
}

TEST(HttpProbe, TriesAllAddressesOfAName) {
  const FaultServer server(answers(200));
  TableResolver resolver;
  resolver.knows("shop", {"127.0.0.2", "127.0.0.3", "127.0.0.1"});
  const Observation seen = probe_once(target_of(url_of("shop", server.port())), kAmple, resolver);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
}

TEST(HttpProbe, TakesOnlyAddressesOfTheVersionThatIsAskedFor) {
  const FaultServer server(answers(200));
  TableResolver resolver;
  resolver.knows("shop", {"::1", "127.0.0.1"});
  resolver.knows("six", {"::1"});
  HttpTarget target = target_of(url_of("shop", server.port()));
  target.ip = IpVersion::v4;
  EXPECT_EQ(verdict_of(probe_once(target, kAmple, resolver)), "pass ok");
  target = target_of(url_of("six", server.port()));
  target.ip = IpVersion::v4;
  const Observation seen = probe_once(target, kAmple, resolver);
  EXPECT_EQ(verdict_of(seen), "fail resolve_failed");
  EXPECT_EQ(seen.detail, "six: no IPv4 address");
}

TEST(HttpProbe, SaysHowManyAddressesFailed) {
  const ClosedPort closed;
  TableResolver resolver;
  resolver.knows("shop", {"127.0.0.2", "127.0.0.1"});
  const Observation seen = probe_once(target_of(url_of("shop", closed.port())), kAmple, resolver);
  EXPECT_EQ(verdict_of(seen), "fail connect_refused") << seen.detail;
  EXPECT_NE(seen.detail.find("2 addresses"), std::string::npos) << seen.detail;
}

TEST(HttpProbe, ConnectsOverIpv6) {
  if (!testing::can_listen("::1")) GTEST_SKIP() << "no IPv6 loopback here";
  const FaultServer server(answers(200), {.address = "::1"});
  const Observation seen = probe_once(target_of(server.url()));
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  EXPECT_EQ(server.requests().at(0).header("Host"), "[::1]:" + std::to_string(server.port()));
}

TEST(HttpProbe, ConnectsElsewhereAndKeepsTheUrlsName) {
  const FaultServer server(answers(200));
  HttpTarget target = target_of(url_of("shop.example.com", server.port()));
  target.connect_to = "127.0.0.1";
  EXPECT_EQ(verdict_of(probe_once(target)), "pass ok");
  target.url = "http://shop.example.com/";
  target.connect_to = "127.0.0.1:" + std::to_string(server.port());
  EXPECT_EQ(verdict_of(probe_once(target)), "pass ok");
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].header("Host"), "shop.example.com:" + std::to_string(server.port()));
  EXPECT_EQ(requests[1].header("Host"), "shop.example.com");
}

TEST(HttpProbe, TellsANameWithoutAddress) {
  TableResolver resolver;
  resolver.fails("gone", boost::asio::error::host_not_found);
  resolver.knows("empty", {});
  for (const std::string host : {"gone", "empty"}) {
    const Observation seen = probe_once(target_of(url_of(host, 80)), kAmple, resolver);
    EXPECT_EQ(verdict_of(seen), "fail resolve_failed") << seen.detail;
    EXPECT_TRUE(seen.detail.starts_with(host + ": ")) << seen.detail;
  }
}

TEST(HttpProbe, ANameThatWasNotLookedUpSaysNothingAboutThePeer) {
  TableResolver resolver;
  resolver.fails("shop", boost::asio::error::no_buffer_space);
  const Observation seen = probe_once(target_of(url_of("shop", 80)), kAmple, resolver);
  EXPECT_EQ(verdict_of(seen), "indeterminate internal_error") << seen.detail;
}

TEST(HttpProbe, ALookUpThatHangsEndsAtTheDeadline) {
  // The harness's resolver never answers for a name that it does not know.
  probe_until_deadline(target_of(url_of("shop", 80)), "fail resolve_timeout");
}

TEST(HttpProbe, AnAnswerThatComesAfterTheDeadlineIsDropped) {
  testing::Latch release(1);
  testing::Latch returned(1);
  SystemResolver resolver([&](const std::string&) {
    release.wait();
    returned.count_down();
    return ResolveAnswer{};
  });
  const Observation seen =
      probe_once(target_of(url_of("shop", 80)), kShort, resolver, standing_clock());
  EXPECT_EQ(verdict_of(seen), "fail resolve_timeout") << seen.detail;
  release.count_down();
  returned.wait();
}

TEST(HttpProbe, UsesTheSystemsNameService) {
  const FaultServer server(answers(200));
  SystemResolver resolver;
  const Observation seen =
      probe_once(target_of(url_of("localhost", server.port())), kAmple, resolver);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
}

TEST(HttpProbe, WhatIsConfiguredWronglyIsTheAgentsOwnFault) {
  const auto detail_of = [](const HttpTarget& target) {
    const Observation seen = probe_once(target);
    EXPECT_EQ(verdict_of(seen), "indeterminate internal_error");
    return seen.detail;
  };
  EXPECT_NE(detail_of(target_of("ftp://x/")).find("url"), std::string::npos);
  HttpTarget target = target_of("http://127.0.0.1/");
  target.connect_to = "a b";
  EXPECT_NE(detail_of(target).find("connect_to"), std::string::npos);
  target.connect_to = {};
  target.expect.body_matches = "(";
  EXPECT_NE(detail_of(target).find("expect.body_matches"), std::string::npos);
}

#ifndef _WIN32

// A listener whose queue is full, so that Linux leaves further connections unanswered.
class FullListener {
 public:
  FullListener() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* address = reinterpret_cast<sockaddr*>(&any);
    socklen_t size = sizeof any;
    EXPECT_EQ(::bind(listener_, address, size), 0);
    EXPECT_EQ(::listen(listener_, 0), 0);
    EXPECT_EQ(::getsockname(listener_, address, &size), 0);
    port_ = ntohs(any.sin_port);
    for (int& filler : fillers_) {
      filler = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      ::connect(filler, address, size);
    }
  }
  ~FullListener() {
    for (const int filler : fillers_) ::close(filler);
    ::close(listener_);
  }
  std::uint16_t port() const { return port_; }

 private:
  int listener_;
  int fillers_[8];
  std::uint16_t port_ = 0;
};

TEST(HttpProbe, AConnectionThatIsNotAcceptedEndsAtTheDeadline) {
  const FullListener listener;
  probe_until_deadline(target_of(url_of("127.0.0.1", listener.port())), "fail connect_timeout");
}

TEST(HttpProbe, AnAddressThatDoesNotAnswerLeavesTimeForTheNext) {
  const FullListener full;
  const FaultServer server(answers(200), {.address = "127.0.0.2", .port = full.port()});
  TableResolver resolver;
  resolver.knows("shop", {"127.0.0.1", "127.0.0.2"});
  const auto start = std::chrono::steady_clock::now();
  const Observation seen = probe_once(target_of(url_of("shop", full.port())), 4s, resolver);
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  // Half of what was left when the first attempt began: 4 s less what came before it.
  EXPECT_GE(seen.http->phases.connect + took, 4s);
}

#endif

}  // namespace
}  // namespace deepalive::probes
