#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include "probes/http/expectation.h"
#include "probes/http/response_parser.h"
#include "probes/http/response_start.h"
#include "tests/fuzz/targets.h"

namespace deepalive::fuzz {
namespace {

constexpr std::size_t kMaxBody = 2000;

const probes::Expectation& expectation() {
  static const auto prepared = [] {
    HttpExpectation wanted;
    wanted.body_matches = "ok|(a+)+b";
    wanted.body_not_matches = "maintenance";
    wanted.json = {{"/db", "up"}, {"/list/0", "1"}};
    wanted.headers = {{"Content-Type", "json"}};
    return probes::Expectation::prepare(wanted);
  }();
  return *prepared;
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t'; });
}

// One answer; what of the bytes stands behind it, if another one may follow there.
std::string_view read_answer(std::string_view bytes, std::size_t piece, bool is_answer_to_head) {
  probes::ResponseParser parser(is_answer_to_head, kMaxBody, true);
  // As HttpRun reads: what the parser did not take comes again, with more behind it.
  std::size_t begin = 0;
  std::size_t end = 0;
  boost::beast::error_code error;
  while (end < bytes.size() && !parser.is_done()) {
    end = std::min(end + piece, bytes.size());
    begin += parser.put(boost::asio::const_buffer(bytes.data() + begin, end - begin), error);
    require(begin <= end, "nothing is parsed that is not there");
    if (error && error != boost::beast::http::error::need_more) break;
    error = {};
  }
  if (!error && !parser.is_done() && parser.got_some()) parser.put_eof(error);

  require(parser.head().lines.size() <= probes::kMaxKeptHead,
          "what is kept of a header is bounded");
  require(parser.body().size() <= kMaxBody + 1, "what is kept of a body is bounded");
  if (parser.is_header_done()) expectation().judge_head(parser.head());
  if (parser.is_done() && !parser.undecoded()) expectation().judge_body(parser.body());
  const HttpResponseStart start = probes::response_start(parser.head(), parser.body());
  require(is_plain(start.body), "what is shown of a body is plain text");
  require(std::ranges::all_of(start.head, is_plain), "what is shown of a header is plain text");

  if (error || !parser.is_done() || !parser.may_be_followed()) return {};
  require(begin > 0, "an answer has bytes");
  // A connection is kept only when nothing stands behind the answer, so the next look reads these
  // as what came after its own request.
  return bytes.substr(begin);
}

}  // namespace

// What a server sends on one connection, behind two bytes that say into how large pieces it comes,
// and whether it answers HEADs.
void http_response(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const std::size_t piece = 1 + static_cast<unsigned char>(bytes[0]) * 5U;
  const bool is_answer_to_head = (bytes[1] & 1) != 0;
  bytes.remove_prefix(2);
  do {
    bytes = read_answer(bytes, piece, is_answer_to_head);
  } while (!bytes.empty());
}

}  // namespace deepalive::fuzz
