#include "probes/http/negotiation.h"

#include <gtest/gtest.h>

#include <future>
#include <vector>

#include "tests/servers/fault_server.h"
#include "tests/unit/probes/http/probe_harness.h"

// Probes that authenticate by Negotiate, with tokens of a made-up kind.
namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;
using testing::answers;
using testing::FaultServer;
using testing::http_response;
namespace step = testing::step;

// "one", then "two+<what the server sent>", then nothing more.
class Scripted : public Negotiation {
 public:
  Result<std::string> next(const std::string& from_server) override {
    ++round_;
    if (round_ == 1) return std::string("one");
    return std::string("two+") + from_server;
  }

 private:
  int round_ = 0;
};

std::unique_ptr<Negotiation> scripted(const std::string& host) {
  EXPECT_EQ(host, "127.0.0.1");
  return std::make_unique<Scripted>();
}

Observation negotiate_with(const FaultServer& server, const BeginNegotiation& begin = scripted,
                           Duration timeout = kAmple) {
  HttpTarget target = target_of(server.url("/private"));
  target.auth.scheme = HttpAuth::Scheme::negotiate;
  TableResolver resolver;
  return probe_once(target, timeout, resolver, system_instant, Keep::failures, begin);
}

std::string asks_for_more(const std::string& body = "no") {
  return http_response(401, body, "WWW-Authenticate: Negotiate c2VydmVy\r\n");
}

TEST(HttpProbeNegotiate, SendsATokenWithItsFirstRequest) {
  const FaultServer server(answers(200));
  EXPECT_EQ(verdict_of(negotiate_with(server)), "pass ok");
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].header("Authorization"), "Negotiate one");
  EXPECT_EQ(requests[0].header("Connection"), "keep-alive");
}

TEST(HttpProbeNegotiate, AnswersTheServersTokenOnTheSameConnection) {
  const FaultServer server(
      {.steps = {step::Send{asks_for_more()}, step::Read{}, step::Send{http_response(200, "ok")}}});
  const Observation seen = negotiate_with(server);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  EXPECT_EQ(server.connections(), 1U);
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[1].header("Authorization"), "Negotiate two+c2VydmVy");
}

TEST(HttpProbeNegotiate, WhoIsRefusedInTheEndGetsTheStatus) {
  const FaultServer refuses(
      answers(401, "no", "WWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\n"));
  EXPECT_EQ(verdict_of(negotiate_with(refuses)), "fail status_unexpected");
  // A connection that ends cannot go on.
  const FaultServer closes(
      answers(401, "no", "WWW-Authenticate: Negotiate c2VydmVy\r\nConnection: close\r\n"));
  EXPECT_EQ(verdict_of(negotiate_with(closes)), "fail status_unexpected");
}

TEST(HttpProbeNegotiate, AServerThatAsksForTokensWithoutEndIsRefused) {
  std::vector<testing::Step> steps;
  for (int i = 0; i < 20; ++i) {
    steps.emplace_back(step::Send{asks_for_more()});
    steps.emplace_back(step::Read{});
  }
  const FaultServer server({.steps = steps});
  EXPECT_EQ(verdict_of(negotiate_with(server)), "fail status_unexpected");
  EXPECT_LE(server.requests().size(), 5U);
}

TEST(HttpProbeNegotiate, ARefusalWithALargeBodyIsNotReadToItsEnd) {
  const FaultServer server({.steps = {step::Send{"HTTP/1.1 401 No\r\nContent-Length: 100000000\r\n"
                                                 "WWW-Authenticate: Negotiate c2VydmVy\r\n\r\n"},
                                      step::Flood{std::string(10'000, 'x')}}});
  EXPECT_EQ(verdict_of(negotiate_with(server)), "fail status_unexpected");
}

TEST(HttpProbeNegotiate, WithoutCredentialsItSaysNothingAboutTheSite) {
  class Refusing : public Negotiation {
    Result<std::string> next(const std::string&) override {
      return Error{Reason::credentials_unavailable, 0, "no logon server"};
    }
  };
  const FaultServer server(answers(200));
  const Observation seen =
      negotiate_with(server, [](const std::string&) { return std::make_unique<Refusing>(); });
  EXPECT_EQ(verdict_of(seen), "indeterminate credentials_unavailable");
  EXPECT_EQ(seen.detail, "no logon server");
}

TEST(HttpProbeNegotiate, ALogonServerThatHangsSaysNothingAboutTheSite) {
  std::promise<void> released;
  class Hanging : public Negotiation {
   public:
    explicit Hanging(std::shared_future<void> release) : release_(std::move(release)) {}
    Result<std::string> next(const std::string&) override {
      release_.wait();
      return std::string("late");
    }

   private:
    std::shared_future<void> release_;
  };
  const FaultServer server(answers(200));
  const Observation seen = negotiate_with(
      server,
      [release = released.get_future().share()](const std::string&) {
        return std::make_unique<Hanging>(release);
      },
      200ms);
  EXPECT_EQ(verdict_of(seen), "indeterminate credentials_unavailable") << seen.detail;
  released.set_value();
}

TEST(Negotiation, OfThisMachineGivesATokenOrSaysWhyNot) {
  const auto first = begin_negotiation("shop.example.com")->next("");
#ifdef _WIN32
  // Wine has no NTLM of its own: it is Samba's, where that is installed.
  if (first) {
    EXPECT_FALSE(first->empty());
    return;
  }
#else
  ASSERT_FALSE(first);
#endif
  EXPECT_EQ(first.error().reason, Reason::credentials_unavailable);
  EXPECT_NE(first.error().where.find("auth.negotiate"), std::string::npos) << first.error().where;
}

}  // namespace
}  // namespace deepalive::probes
