#include "probes/http/response_parser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/beast/http/error.hpp>
#include <string>
#include <utility>

namespace deepalive::probes {
namespace {

constexpr std::size_t kKept = 100;

// What has come is looked at again with each piece, as HttpRun does.
bool reads_in_pieces(ResponseParser& parser, const std::string& bytes, std::size_t piece) {
  std::size_t begin = 0;
  std::size_t end = 0;
  boost::beast::error_code error;
  while (end < bytes.size() && !parser.is_done()) {
    end = std::min(end + piece, bytes.size());
    begin += parser.put(boost::asio::const_buffer(bytes.data() + begin, end - begin), error);
    if (error && error != boost::beast::http::error::need_more) return false;
  }
  return parser.is_done() && begin == bytes.size();
}

TEST(ResponseParser, ReadsAChunkedBodyInPiecesOfAnySize) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::pair<std::string, std::string> cases[] = {
      {"0\r\n\r\n", ""},
      {"2\r\nok\r\n0\r\n\r\n", "ok"},
      {"1\r\no\r\n1;a=b\r\nk\r\n000\r\n\r\n", "ok"},
      {"0\r\nX-Sum: 1\r\nY: 2\r\n\r\n", ""}};
  for (const auto& [body, means] : cases) {
    for (std::size_t piece = 1; piece <= head.size() + body.size(); ++piece) {
      ResponseParser parser(false, kKept);
      EXPECT_TRUE(reads_in_pieces(parser, head + body, piece)) << body << " by " << piece;
      EXPECT_EQ(parser.body(), means) << " by " << piece;
    }
  }
}

TEST(ResponseParser, RefusesABadLastChunkInPiecesOfAnySize) {
  const std::string bytes =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nela=b\r\nh\r\x88\n\r\n\r\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    ResponseParser parser(false, kKept);
    EXPECT_FALSE(reads_in_pieces(parser, bytes, piece)) << "by " << piece;
  }
}

}  // namespace
}  // namespace deepalive::probes
