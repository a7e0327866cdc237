#include "service/http/compression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <utility>

#include "probes/http/body_decoder.h"

namespace deepalive::service {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string unpacked(std::string_view gzip) {
  probes::BodyDecoder decoder(probes::ContentCoding::gzip);
  std::string text;
  decoder.put(gzip, text, std::size_t{1} << 28);
  EXPECT_TRUE(decoder.is_complete());
  EXPECT_EQ(decoder.problem(), "");
  return text;
}

std::string big_text() {
  std::string text;
  for (int i = 0; text.size() < 300'000; ++i)
    text += "series{number=\"" + std::to_string(i) + "\"} 1\n";
  return text;
}

HttpReply ask(HttpReply reply, std::string_view accept_encoding) {
  const HttpHandler handler = compressing([&](const HttpRequest&) { return reply; });
  return handler({.target = "/", .accept_encoding = accept_encoding});
}

TEST(Compression, IsForThoseWhoAskForGzip) {
  for (const char* header : {"gzip", "GZIP", "x-gzip", "gzip, deflate, br", "deflate, gzip;q=1.0",
                             "br ; q=1 , gzip ; q=0.001", "*", "gzip;q=0.5, *;q=0", "gzip;q=1.000",
                             "identity;q=0.5, gzip", "gzip, identity", ", ,gzip",
                             "nonsense;q=x,gzip", "gzip;level=9;q=0.3"}) {
    EXPECT_TRUE(wants_gzip(header)) << header;
  }
}

TEST(Compression, IsForNobodyElse) {
  for (const char* header :
       {"", "identity", "deflate, br", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *",
        "identity, gzip;q=0.5", "identity;q=0.8, *;q=0.1", "gzip;q=2", "gzip;q=0.1234",
        "gzip;q=", "gzip;q=-1", "gzip;q=1.001", "gzipped", "q=1", ";;;", "gzip q=1"}) {
    EXPECT_FALSE(wants_gzip(header)) << header;
  }
}

TEST(Compression, GivesBackTheSameText) {
  std::string noise(200'000, '\0');
  std::mt19937 random(1);
  for (char& byte : noise) byte = static_cast<char>(random());
  for (const std::string& text : {std::string(), std::string("x"), big_text(), noise}) {
    EXPECT_EQ(unpacked(gzipped(text)), text);
  }
}

TEST(Compression, MakesABigReplySmallerAndSaysSo) {
  const std::string text = big_text();
  const HttpReply reply = ask({.body = text, .headers = {{"X-Other", "y"}}}, "gzip");
  EXPECT_LT(reply.content().size(), text.size() / 5);
  EXPECT_EQ(unpacked(reply.content()), text);
  EXPECT_THAT(reply.headers, ElementsAre(Pair("X-Other", "y"), Pair("Vary", "Accept-Encoding"),
                                         Pair("Content-Encoding", "gzip")));
}

TEST(Compression, TakesATextThatItsMakerKeeps) {
  const auto kept = std::make_shared<const std::string>(big_text());
  EXPECT_EQ(unpacked(ask({.kept_body = kept}, "gzip").content()), *kept);
  EXPECT_EQ(ask({.kept_body = kept}, "").content().data(), kept->data());
}

TEST(Compression, LeavesAReplyAloneWhoseClientDoesNotWantItAndTellsCaches) {
  const std::string text = big_text();
  const HttpReply reply = ask({.body = text}, "gzip;q=0");
  EXPECT_EQ(reply.content(), text);
  EXPECT_THAT(reply.headers, ElementsAre(Pair("Vary", "Accept-Encoding")));
}

TEST(Compression, LeavesSmallRepliesAlone) {
  const HttpReply reply = ask({.body = "healthy\n"}, "gzip");
  EXPECT_EQ(reply.content(), "healthy\n");
  EXPECT_THAT(reply.headers, IsEmpty());
}

TEST(Compression, SaysThatATagIsOfTheMeaningAndNotOfTheBytes) {
  const HttpReply reply = ask({.body = big_text(), .headers = {{"ETag", "\"7\""}}}, "gzip");
  EXPECT_THAT(reply.headers, Contains(Pair("ETag", "W/\"7\"")));
  EXPECT_THAT(ask({.body = big_text(), .headers = {{"ETag", "\"7\""}}}, "").headers,
              Contains(Pair("ETag", "\"7\"")));
}

}  // namespace
}  // namespace deepalive::service
