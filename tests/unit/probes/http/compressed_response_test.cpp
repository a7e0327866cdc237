#include <gtest/gtest.h>

#include "tests/servers/fault_server.h"
#include "tests/unit/probes/http/compression.h"
#include "tests/unit/probes/http/probe_harness.h"

// What a probe makes of bodies that come compressed.
namespace deepalive::probes {
namespace {

using testing::answers;
using testing::FaultServer;
namespace step = testing::step;

HttpTarget wanting(const FaultServer& server, const std::string& body_matches = "all well") {
  HttpTarget target = target_of(server.url("/"));
  target.expect.body_matches = body_matches;
  return target;
}

TEST(HttpProbeCompressed, MatchesWhatTheBodyMeansAndNotHowItTravels) {
  for (const auto& [coding, body] : {std::pair{"gzip", gzipped("all well")},
                                     {"x-gzip", gzipped("all well")},
                                     {"deflate", deflated("all well")},
                                     {"deflate", deflated_bare("all well")},
                                     {"identity", std::string("all well")}}) {
    const FaultServer server(
        answers(200, body, std::string("Content-Encoding: ") + coding + "\r\n"));
    const Observation seen = probe_once(wanting(server));
    EXPECT_EQ(verdict_of(seen), "pass ok") << coding << ": " << seen.detail;
    EXPECT_EQ(verdict_of(probe_once(wanting(server, "all ill"))), "fail body_not_matched");
  }
}

TEST(HttpProbeCompressed, MatchesACompressedBodyThatComesInChunks) {
  const std::string body = gzipped("all well");
  const std::string rest = body.substr(5);
  char size[9];
  std::snprintf(size, sizeof size, "%zx", rest.size());
  const FaultServer server(
      {.steps = {step::Send{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
                            "Content-Encoding: gzip\r\n\r\n5\r\n" +
                            body.substr(0, 5) + "\r\n" + size + "\r\n" + rest + "\r\n0\r\n\r\n"}}});
  const Observation seen = probe_once(wanting(server));
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
}

TEST(HttpProbeCompressed, AnEmptyBodyIsNothingToDecode) {
  const FaultServer server(answers(200, "", "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(verdict_of(probe_once(wanting(server))), "fail body_not_matched");
}

TEST(HttpProbeCompressed, SaysWhatCannotBeDecoded) {
  const FaultServer unknown(answers(200, "...", "Content-Encoding: br\r\n"));
  const Observation seen = probe_once(wanting(unknown));
  EXPECT_EQ(verdict_of(seen), "fail encoding_unknown");
  EXPECT_NE(seen.detail.find("'br'"), std::string::npos) << seen.detail;

  const FaultServer twice(
      answers(200, "...", "Content-Encoding: gzip\r\nContent-Encoding: deflate\r\n"));
  EXPECT_EQ(verdict_of(probe_once(wanting(twice))), "fail encoding_unknown");

  const FaultServer broken(answers(200, "not compressed", "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(verdict_of(probe_once(wanting(broken))), "fail response_malformed");

  const std::string whole = gzipped("all well");
  const FaultServer cut(
      answers(200, whole.substr(0, whole.size() - 3), "Content-Encoding: gzip\r\n"));
  EXPECT_EQ(verdict_of(probe_once(wanting(cut))), "fail response_malformed");
}

TEST(HttpProbeCompressed, WhoDoesNotAskForTheBodyDoesNotCareHowItTravels) {
  const FaultServer server(answers(200, "not compressed", "Content-Encoding: br\r\n"));
  EXPECT_EQ(verdict_of(probe_once(target_of(server.url("/")))), "pass ok");
}

TEST(HttpProbeCompressed, ALittleThatUnpacksToALotIsTooLarge) {
  const FaultServer server(answers(200, gzipped(std::string(10'000'000, ' ') + "all well"),
                                   "Content-Encoding: gzip\r\n"));
  const Observation seen = probe_once(wanting(server));
  EXPECT_EQ(verdict_of(seen), "fail body_too_large") << seen.detail;
}

TEST(HttpProbeCompressed, ABodyOfExactlyMaxBodyFits) {
  HttpTarget target;
  target.max_body = 5000;
  target.expect.body_matches = "x$";
  for (const auto& [size, verdict] :
       {std::pair{5000U, "pass ok"}, {5001U, "fail body_too_large"}}) {
    const FaultServer server(
        answers(200, gzipped(std::string(size, 'x')), "Content-Encoding: gzip\r\n"));
    target.url = server.url("/");
    EXPECT_EQ(verdict_of(probe_once(target)), verdict) << size;
  }
}

TEST(HttpProbeCompressed, KeepsWhatPeopleCanRead) {
  const FaultServer server(
      answers(200, gzipped("Server Error in '/' Application."), "Content-Encoding: gzip\r\n"));
  const Observation seen = probe_once(wanting(server));
  EXPECT_EQ(verdict_of(seen), "fail body_not_matched");
  ASSERT_TRUE(seen.http->response);
  EXPECT_EQ(seen.http->response->body, "Server Error in '/' Application.");
}

}  // namespace
}  // namespace deepalive::probes
