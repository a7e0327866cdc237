#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "probes/http/kept_connection.h"
#include "tests/servers/fault_server.h"
#include "tests/unit/probes/http/looks.h"
#include "tests/unit/probes/http/probe_harness.h"

// Looks that go on where the last one's connection is still open.
namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;
using testing::answers;
using testing::Behaviour;
using testing::CertificateAuthority;
using testing::FaultServer;
using testing::http_response;
using testing::Step;
namespace step = testing::step;

// This answer to so many requests on each connection, which stays open behind them.
Behaviour keeps_answering(const std::string& answer = http_response(200, "ok"),
                          std::size_t requests = 20) {
  Behaviour behaviour;
  for (std::size_t i = 0; i < requests; ++i) {
    if (i > 0) behaviour.steps.emplace_back(step::Read{});
    behaviour.steps.emplace_back(step::Send{answer});
  }
  behaviour.steps.emplace_back(step::Hold{});
  return behaviour;
}

// A good answer, and then this.
Behaviour good_first(const std::vector<Step>& then) {
  Behaviour behaviour = answers(200);
  behaviour.steps.insert(behaviour.steps.end(), then.begin(), then.end());
  return behaviour;
}

HttpTarget reusing(const std::string& url) {
  HttpTarget target = target_of(url);
  target.reuse_connection = true;
  return target;
}

// Each plain and over TLS.
class HttpProbeReuse : public ::testing::TestWithParam<bool> {
 protected:
  FaultServer serve(Behaviour behaviour) const {
    testing::FaultServerOptions options;
    if (GetParam()) options.tls = authority_.issue(wish_);
    return FaultServer(std::move(behaviour), options);
  }

  HttpTarget target_at(const FaultServer& server, const std::string& path = "/") const {
    HttpTarget target = reusing(server.url(path));
    target.tls.ca_file = ca_file_.path();
    return target;
  }

  CertificateAuthority authority_;
  TemporaryFile ca_file_{authority_.certificate()};
  testing::CertificateWish wish_{.names = {"127.0.0.1"}};
};

INSTANTIATE_TEST_SUITE_P(Over, HttpProbeReuse, ::testing::Bool(),
                         [](const auto& instance) { return instance.param ? "Tls" : "Plain"; });

TEST_P(HttpProbeReuse, ManyLooksMakeOneConnection) {
  const FaultServer server = serve(keeps_answering());
  Looks looks(target_at(server));
  const Observation first = looks.once();
  EXPECT_EQ(verdict_of(first), "pass ok") << first.detail;
  EXPECT_FALSE(first.http->reused);
  for (int i = 0; i < 9; ++i) {
    const Observation seen = looks.once();
    EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
    EXPECT_TRUE(seen.http->reused);
    EXPECT_EQ(seen.http->certificate_not_after, first.http->certificate_not_after);
    const HttpPhases& phases = seen.http->phases;
    EXPECT_EQ(phases.resolve + phases.connect + phases.tls, Duration::zero());
    EXPECT_EQ(phases.processing + phases.transfer, seen.duration);
  }
  EXPECT_EQ(first.http->certificate_not_after.has_value(), GetParam());
  EXPECT_EQ(server.connections(), 1U);
  ASSERT_EQ(server.requests().size(), 10U);
  EXPECT_EQ(server.requests()[9].header("Connection"), "keep-alive");
}

TEST_P(HttpProbeReuse, IsOffUnlessAskedFor) {
  const FaultServer server = serve(keeps_answering());
  HttpTarget target = target_at(server);
  target.reuse_connection = false;
  Looks looks(target);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(looks.once().http->reused);
  EXPECT_EQ(server.connections(), 3U);
  EXPECT_EQ(server.requests().at(0).header("Connection"), "close");
}

TEST_P(HttpProbeReuse, AConnectionThatWasClosedMeanwhileIsNoFail) {
  const FaultServer server = serve(answers(200));  // and closes
  Looks looks(target_at(server));
  for (int i = 0; i < 5; ++i) {
    const Observation seen = looks.once();
    EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
    EXPECT_FALSE(seen.http->reused);
  }
  EXPECT_EQ(server.connections(), 5U);
}

TEST_P(HttpProbeReuse, ARequestThatEndsUnheardIsSentOnceMore) {
  const std::vector<std::vector<Step>> ends = {{step::Read{}},
                                               {step::Read{}, step::Reset{}},
                                               {step::Read{}, step::EndSending{}, step::Hold{}}};
  for (std::size_t i = 0; i < ends.size(); ++i) {
    SCOPED_TRACE(i);
    const FaultServer server = serve(good_first(ends[i]));
    Looks looks(target_at(server));
    looks.once();
    const Observation seen = looks.once();
    EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
    EXPECT_FALSE(seen.http->reused);
    const HttpPhases& phases = seen.http->phases;
    EXPECT_GT(phases.connect, Duration::zero());
    EXPECT_EQ(phases.resolve + phases.connect + phases.tls + phases.processing + phases.transfer,
              seen.duration);
    EXPECT_EQ(server.connections(), 2U);
    EXPECT_EQ(server.requests().size(), 3U);
  }
}

TEST_P(HttpProbeReuse, ButOnlyOnce) {
  FaultServer server = serve(good_first({step::Read{}, step::Reset{}}));
  Looks looks(target_at(server));
  looks.once();
  server.behave({.steps = {}});
  const Observation seen = looks.once();
  EXPECT_EQ(verdict_of(seen), "fail connection_closed") << seen.detail;
  EXPECT_EQ(server.connections(), 2U);
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST_P(HttpProbeReuse, AnAnswerThatHasBegunIsNotAskedForAgain) {
  const std::string begun = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123";
  for (const std::string& bytes :
       {std::string("H"), begun, std::string("HTTP/1.1 100 Continue\r\n\r\n")}) {
    const FaultServer server = serve(good_first({step::Read{}, step::Send{bytes}}));
    Looks looks(target_at(server));
    looks.once();
    const Observation seen = looks.once();
    EXPECT_EQ(verdict_of(seen), "fail connection_closed") << seen.detail;
    EXPECT_TRUE(seen.http->reused);
    EXPECT_EQ(server.connections(), 1U);
  }
}

TEST_P(HttpProbeReuse, AfterAFailALookConnectsAnew) {
  FaultServer server = serve(keeps_answering(http_response(500, "no")));
  Looks looks(target_at(server));
  EXPECT_EQ(verdict_of(looks.once()), "fail status_unexpected");
  EXPECT_EQ(verdict_of(looks.once()), "fail status_unexpected");
  EXPECT_EQ(server.connections(), 2U);
}

TEST_P(HttpProbeReuse, AServerThatFallsSilentIsAFailAtTheDeadline) {
  // A busy machine may miss the first look within a short deadline.
  for (const Duration limit : {300ms, 3000ms, 15000ms}) {
    const FaultServer server = serve(good_first({step::Read{}, step::Hold{}}));
    Looks looks(target_at(server), limit);
    if (looks.once().outcome != Outcome::pass) continue;
    const auto start = std::chrono::steady_clock::now();
    const Observation seen = looks.once();
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_LT(took, limit + 10s);
    if (verdict_of(seen) != "fail response_timeout") continue;
    EXPECT_GE(took, limit);
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_EQ(looks.once().outcome, Outcome::pass);
    EXPECT_EQ(server.connections(), 2U);
    return;
  }
  ADD_FAILURE() << "no look ended as it should";
}

TEST_P(HttpProbeReuse, TheRequestThatIsSentOnceMoreHasTheSameDeadline) {
  for (const Duration limit : {300ms, 3000ms, 15000ms}) {
    FaultServer server = serve(good_first({step::Read{}, step::Reset{}}));
    Looks looks(target_at(server), limit);
    if (looks.once().outcome != Outcome::pass) continue;
    server.behave({.steps = {step::Hold{}}});
    const auto start = std::chrono::steady_clock::now();
    const Observation seen = looks.once();
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_LT(took, limit + 10s);
    if (verdict_of(seen) != "fail response_timeout") continue;
    EXPECT_GE(took, limit);
    EXPECT_EQ(server.connections(), 2U);
    return;
  }
  ADD_FAILURE() << "no look ended as it should";
}

TEST_P(HttpProbeReuse, AConnectionServesOneMinute) {
  const FaultServer server = serve(keeps_answering());
  Looks looks(target_at(server));
  looks.once();
  looks.turn_ahead(kLongestKept - 30s);
  EXPECT_TRUE(looks.once().http->reused);
  looks.turn_ahead(30s);
  const Observation seen = looks.once();
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  EXPECT_FALSE(seen.http->reused);
  EXPECT_EQ(server.connections(), 2U);
}

TEST_P(HttpProbeReuse, ACheckThatRestsKeepsNothing) {
  const FaultServer server = serve(keeps_answering());
  Looks looks(target_at(server));
  looks.once();
  looks.probe().rest();
  EXPECT_FALSE(looks.once().http->reused);
  EXPECT_EQ(server.connections(), 2U);
}

TEST_P(HttpProbeReuse, ACheckThatIsRemovedLeavesNoConnectionBehind) {
  const FaultServer server = serve(keeps_answering());
  {
    Looks looks(target_at(server));
    looks.once();
    EXPECT_EQ(server.open_connections(), 1U);
  }
  const auto end = std::chrono::steady_clock::now() + kAmple;
  while (server.open_connections() > 0 && std::chrono::steady_clock::now() < end) {
    std::this_thread::yield();
  }
  EXPECT_EQ(server.open_connections(), 0U);
}

TEST_P(HttpProbeReuse, OfLooksSideBySideOneConnectionIsKept) {
  const FaultServer server = serve(keeps_answering());
  Looks looks(target_at(server));
  for (const Observation& seen : looks.side_by_side(3)) {
    EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  }
  EXPECT_EQ(server.connections(), 3U);
  EXPECT_TRUE(looks.once().http->reused);
}

TEST_P(HttpProbeReuse, WhoLooksOnceSeesAllPhases) {
  const FaultServer server = serve(keeps_answering());
  Looks looks(target_at(server), kAmple, Keep::everything);
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(looks.once().http->reused);
  EXPECT_EQ(server.connections(), 2U);
}

TEST_P(HttpProbeReuse, FollowsARedirectToTheSameServerOnOneConnection) {
  Behaviour behaviour;
  for (int i = 0; i < 3; ++i) {
    if (i > 0) behaviour.steps.emplace_back(step::Read{});
    behaviour.steps.emplace_back(step::Send{http_response(302, "b", "Location: /b\r\n")});
    behaviour.steps.emplace_back(step::Read{});
    behaviour.steps.emplace_back(step::Send{http_response(200, "ok")});
  }
  behaviour.steps.emplace_back(step::Hold{});
  const FaultServer server = serve(behaviour);
  HttpTarget target = target_at(server);
  target.follow_redirects = 1;
  Looks looks(target);
  const Observation first = looks.once();
  EXPECT_EQ(verdict_of(first), "pass ok") << first.detail;
  EXPECT_FALSE(first.http->reused) << "it made the connection";
  const Observation second = looks.once();
  EXPECT_EQ(verdict_of(second), "pass ok") << second.detail;
  EXPECT_TRUE(second.http->reused);
  EXPECT_EQ(server.connections(), 1U);
  EXPECT_EQ(server.requests().size(), 4U);
}

TEST_P(HttpProbeReuse, KeepsNoConnectionToWhereARedirectLeads) {
  const FaultServer other = serve(keeps_answering());
  const FaultServer server =
      serve(keeps_answering(http_response(302, "", "Location: " + other.url() + "\r\n")));
  HttpTarget target = target_at(server);
  target.follow_redirects = 1;
  Looks looks(target);
  for (int i = 0; i < 3; ++i) {
    const Observation seen = looks.once();
    EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
    EXPECT_FALSE(seen.http->reused);
  }
  EXPECT_EQ(server.connections(), 1U);
  EXPECT_EQ(other.connections(), 3U);
  EXPECT_EQ(other.requests().at(0).header("Connection"), "close");
}

class HttpProbeReuseTls : public HttpProbeReuse {};
INSTANTIATE_TEST_SUITE_P(Over, HttpProbeReuseTls, ::testing::Values(true),
                         [](const auto&) { return "Tls"; });

TEST_P(HttpProbeReuseTls, AnExpiringCertificateDegradesEveryLook) {
  const FaultServer server = serve(keeps_answering());
  HttpTarget target = target_at(server);
  target.tls.expiry_degraded = 14 * 24h;
  Looks looks(target);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(verdict_of(looks.once()), "pass certificate_expiring degraded");
  }
  EXPECT_EQ(server.connections(), 1U);
}

TEST_P(HttpProbeReuseTls, ACertificateAtItsEndIsLookedAtAnew) {
  wish_.ends = 50s;
  const FaultServer server = serve(keeps_answering());
  Looks looks(target_at(server));
  looks.once();
  looks.turn_ahead(51s);
  EXPECT_FALSE(looks.once().http->reused);
  EXPECT_EQ(server.connections(), 2U);
}

struct Message {
  const char* name;
  std::string bytes;
  bool kept;
  const char* method = "GET";
};

class HttpProbeReuseAfter : public ::testing::TestWithParam<Message> {};

TEST_P(HttpProbeReuseAfter, ThisAnswer) {
  const Message& message = GetParam();
  const FaultServer server(keeps_answering(message.bytes, 3));
  HttpTarget target = reusing(server.url());
  target.method = message.method;
  target.expect.status = {StatusRange{101, 299}};
  target.max_body = 1000;
  Looks looks(target);
  for (int i = 0; i < 3; ++i) {
    const Observation seen = looks.once();
    EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
    EXPECT_EQ(seen.http->reused, message.kept && i > 0);
  }
  EXPECT_EQ(server.connections(), message.kept ? 1U : 3U);
}

INSTANTIATE_TEST_SUITE_P(
    HttpProbe, HttpProbeReuseAfter,
    ::testing::Values(
        Message{"Plain", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true},
        Message{"Empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true},
        Message{"NoContent", "HTTP/1.1 204 OK\r\n\r\n", true},
        Message{"Head", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", true, "HEAD"},
        Message{"Options", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true, "OPTIONS"},
        Message{"Chunked",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", true},
        Message{"Interim",
                "HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true},
        Message{"SaysSo",
                "HTTP/1.1 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok", true},
        Message{"Http10SaysSo",
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", true},
        Message{"Http10", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", false},
        Message{"Close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
                false},
        Message{"CloseAmongOthers",
                "HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 2\r\n\r\nok", false},
        Message{"OtherProtocol", "HTTP/1.1 101 Switching\r\n\r\n", false},
        Message{"TooLong",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + std::string(2000, 'x'), false},
        Message{"MoreBehind", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP", false},
        Message{"BodyAfterHead", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, "HEAD"},
        // A request that may have changed something is never in doubt, so it has its own
        // connection.
        Message{"Post", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", false, "POST"}),
    [](const auto& instance) { return instance.param.name; });

TEST(HttpProbeReuseOf, AnAnswerUpToTheEndOfTheConnectionIsImpossible) {
  const FaultServer server({.steps = {step::Send{"HTTP/1.1 200 OK\r\n\r\nok"}}});
  Looks looks(reusing(server.url()));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(verdict_of(looks.once()), "pass ok");
  EXPECT_EQ(server.connections(), 3U);
}

TEST(HttpProbeReuseOf, AServerThatIsGoneIsAFail) {
  std::optional<FaultServer> server(std::in_place, keeps_answering());
  Looks looks(reusing(server->url()));
  EXPECT_EQ(verdict_of(looks.once()), "pass ok");
  server.reset();
  const Observation seen = looks.once();
  EXPECT_EQ(verdict_of(seen), "fail connect_refused") << seen.detail;
  EXPECT_FALSE(seen.http->reused);
}

}  // namespace
}  // namespace deepalive::probes
