#include "service/http/security/request_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deepalive::service {
namespace {

using State = RequestReader::State;
using ::testing::HasSubstr;

constexpr std::size_t kLimit = 8192;

// The status that a request is refused with, 0 if it is not.
unsigned refusal_of(std::string bytes) {
  RequestReader reader(kLimit);
  return reader.take(bytes) == State::refused ? reader.refusal().status : 0;
}

TEST(RequestReader, TakesARequestByteByByteAndLeavesTheNext) {
  const std::string text =
      "GET /a?b=c HTTP/1.1\r\nHost: localhost:9847\r\nAccept-Encoding: gzip\r\n\r\n";
  RequestReader reader(kLimit);
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    bytes += text[i];
    ASSERT_EQ(reader.take(bytes), State::more) << i;
  }
  bytes += text.back();
  bytes += "GET /next";
  ASSERT_EQ(reader.take(bytes), State::done);
  EXPECT_EQ(bytes, "GET /next");
  EXPECT_TRUE(reader.is_get());
  EXPECT_TRUE(reader.keep_alive());
  EXPECT_FALSE(reader.has_body());
  EXPECT_EQ(reader.request().target, "/a?b=c");
  EXPECT_EQ(reader.request().accept_encoding, "gzip");
  EXPECT_EQ(reader.host(), "localhost:9847");
}

TEST(RequestReader, RefusesHeadersOverTheLimit) {
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(kLimit, 'x')), 431u);
  EXPECT_EQ(refusal_of("GET /" + std::string(kLimit, 'x')), 431u);
  EXPECT_EQ(
      refusal_of("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(kLimit / 2, 'x') + "\r\n\r\n"),
      0u);
}

TEST(RequestReader, RefusesWhatIsNoHttp) {
  for (const auto* const garbage :
       {"\x16\x03\x01\x02", "HELLO\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n",
        "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\n"}) {
    EXPECT_EQ(refusal_of(garbage) / 100 == 4 || refusal_of(garbage) == 505, true) << garbage;
  }
}

TEST(RequestReader, WantsOneHostInHttp11) {
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: user@a\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of("GET / HTTP/1.0\r\n\r\n"), 0u);
}

TEST(RequestReader, RefusesWhatOthersMayCutElsewhere) {
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";
  EXPECT_EQ(refusal_of(start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of(start + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of(start + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of(start + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of(start + "Content-Length: +5\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of(start + "Content-Length: -1\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of(start + "Content-Length: 99999999\r\n\r\n"), 413u);
}

TEST(RequestReader, SeesThatThereIsABody) {
  for (const auto* const body : {"Content-Length: 5", "Transfer-Encoding: chunked",
                                 "Transfer-Encoding: xchunked", "Content-Length: 00"}) {
    RequestReader reader(kLimit);
    std::string bytes = "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(body) + "\r\n\r\n";
    ASSERT_EQ(reader.take(bytes), State::done) << body;
    EXPECT_TRUE(reader.has_body()) << body;
    EXPECT_FALSE(reader.is_get());
  }
}

TEST(RequestReader, TakesTheHostOfATargetThatHasOne) {
  RequestReader reader(kLimit);
  std::string bytes = "GET HTTP://evil.example:80/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
  ASSERT_EQ(reader.take(bytes), State::done);
  EXPECT_EQ(reader.host(), "evil.example:80");
  EXPECT_EQ(reader.request().target, "/metrics");
}

TEST(RequestReader, RefusesATargetThatIsNoPath) {
  EXPECT_EQ(refusal_of("GET metrics HTTP/1.1\r\nHost: a\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of("GET http://a@b/ HTTP/1.1\r\nHost: a\r\n\r\n"), 400u);
  EXPECT_EQ(refusal_of("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), 0u);
}

TEST(RequestReader, FindsBasicCredentialsWhateverTheCase) {
  const auto credentials_of = [](const std::string& authorization) {
    RequestReader reader(kLimit);
    std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: " + authorization + "\r\n\r\n";
    EXPECT_EQ(reader.take(bytes), State::done);
    return reader.basic_credentials();
  };
  EXPECT_EQ(credentials_of("Basic YTpi"), "YTpi");
  EXPECT_EQ(credentials_of("bAsIc  YTpi"), "YTpi");
  EXPECT_EQ(credentials_of("Bearer YTpi"), std::nullopt);
  EXPECT_EQ(credentials_of("Basic"), std::nullopt);
}

}  // namespace
}  // namespace deepalive::service
