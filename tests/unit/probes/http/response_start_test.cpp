#include "probes/http/response_start.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/servers/fault_server.h"
#include "tests/unit/probes/http/probe_harness.h"

namespace deepalive::probes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

HttpResponseStart shown(const std::string& lines, const std::string& body = "") {
  ResponseHead head;
  head.lines = lines;
  return response_start(head, body);
}

TEST(ResponseStart, ShowsTheStatusLineAndTheHeaders) {
  EXPECT_THAT(shown("HTTP/1.1 500 Oops\nServer: IIS\n").head,
              ElementsAre("HTTP/1.1 500 Oops", "Server: IIS"));
}

TEST(ResponseStart, MasksWhateverMayBeASecret) {
  EXPECT_THAT(shown("HTTP/1.1 401 No\nSet-Cookie: id=hunter2\nWWW-Authenticate: Negotiate hunter2\n"
                    "X-CSRF-Token: hunter2\nX-Api-Key: hunter2\nauthorization: hunter2\n"
                    "Location: /login?ticket=hunter2\n")
                  .head,
              ElementsAre("HTTP/1.1 401 No", "Set-Cookie: ***", "WWW-Authenticate: ***",
                          "X-CSRF-Token: ***", "X-Api-Key: ***", "authorization: ***",
                          "Location: /login?***"));
}

TEST(ResponseStart, IsBoundedAndPlainText) {
  const HttpResponseStart start =
      shown("HTTP/1.1 500 \x01\xff\n", "<p>\x02\r\n" + std::string(5000, 'a'));
  EXPECT_THAT(start.head, ElementsAre("HTTP/1.1 500 ??"));
  EXPECT_EQ(start.body.size(), kMaxKeptBody + 3);
  EXPECT_THAT(start.body, HasSubstr("<p>?\r\naaa"));
}

TEST(ResponseStart, IsKeptOfAProbeThatFailsAndOfNoOther) {
  const std::string head =
      "HTTP/1.1 500 Oops\r\nSet-Cookie: hunter2\r\nX-Big: " + std::string(6000, 'x') +
      "\r\nX-Small: y\r\nContent-Length: 5\r\n\r\n";
  const testing::FaultServer failing(
      testing::Behaviour{.steps = {testing::step::Send{head + "wrong"}}});
  const Observation failed = probe_once(target_of(failing.url("/")));
  ASSERT_TRUE(failed.http && failed.http->response) << failed.detail;
  EXPECT_THAT(failed.http->response->head, ElementsAre("HTTP/1.1 500 Oops", "Set-Cookie: ***",
                                                       "X-Small: y", "Content-Length: 5"));
  const testing::FaultServer good(testing::answers(200));
  const Observation passed = probe_once(target_of(good.url("/")));
  EXPECT_FALSE(passed.http->response);
}

}  // namespace
}  // namespace deepalive::probes
