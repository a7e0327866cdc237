#include "probes/http/response_parser.h"

#include <algorithm>
#include <boost/beast/http/error.hpp>
#include <string_view>

#include "probes/http/clean_text.h"

namespace deepalive::probes {

ResponseParser::ResponseParser(bool is_answer_to_head, std::size_t keep_body, bool keep_fields)
    : keep_body_(keep_body), keep_fields_(keep_fields) {
  eager(true);
  skip(is_answer_to_head);
  header_limit(kMaxResponseHeader);
  body_limit(
      boost::none);  // the reader stops by body_size(), which also holds for what is not kept
}

std::size_t ResponseParser::put(boost::asio::const_buffer bytes, Code& error) {
  // Shorter than the last chunk, with which each such body ends: Beast 1.81 asserts that it never
  // sees less of one that came in pieces.
  constexpr std::size_t kLastChunk = std::string_view("0\r\n\r\n").size();
  if (is_header_done() && chunked() && bytes.size() < kLastChunk) {
    error = boost::beast::http::error::need_more;
    return 0;
  }
  return Base::put(bytes, error);
}

void ResponseParser::on_response_impl(int code, View reason, int version, Code&) {
  head_.status = static_cast<unsigned>(code);
  keep_line("HTTP/" + std::to_string(version / 10) + "." + std::to_string(version % 10) + " " +
                std::to_string(code),
            " ", reason);
}

void ResponseParser::keep_line(View first, View between, View last) {
  if (first.size() + between.size() + last.size() >= kMaxKeptHead - head_.lines.size()) return;
  head_.lines.append(first).append(between).append(last).append("\n");
}

void ResponseParser::on_field_impl(boost::beast::http::field name, View text, View value, Code&) {
  keep_line(text, ": ", value);
  if (keep_fields_) head_.fields.emplace_back(text, value);
  if (name == boost::beast::http::field::server) head_.server = std::string(value);
  if (name == boost::beast::http::field::location) head_.location = std::string(value);
  if (name == boost::beast::http::field::www_authenticate) {
    constexpr View kScheme = "Negotiate ";
    if (boost::beast::iequals(value.substr(0, kScheme.size()), kScheme)) {
      head_.negotiate = std::string(value.substr(kScheme.size()));
    }
  }
  if (name == boost::beast::http::field::content_encoding) {
    if (!content_encoding_.empty()) content_encoding_ += ", ";
    content_encoding_ += value;
  }
}

void ResponseParser::on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) {
  const auto coding = content_coding(content_encoding_);
  if (coding && *coding != ContentCoding::identity) decoder_.emplace(*coding);
}

std::size_t ResponseParser::on_body_impl(View body, Code&) {
  if (decoder_) {
    decoder_->put({body.data(), body.size()}, body_, keep_body_ + 1);
  } else {
    const std::size_t room = keep_body_ - std::min(keep_body_, body_.size());
    body_.append(body.data(), std::min(room, body.size()));
  }
  body_size_ += body.size();
  return body.size();
}

std::size_t ResponseParser::on_chunk_body_impl(std::uint64_t, View body, Code& error) {
  return on_body_impl(body, error);
}

std::optional<Finding> ResponseParser::undecoded() const {
  if (body_size_ == 0) return std::nullopt;
  if (!content_coding(content_encoding_)) {
    return Finding::fail(Reason::encoding_unknown,
                         "the body is encoded as '" + clean_text(content_encoding_, 40) +
                             "'; ask for gzip, deflate or identity (headers: Accept-Encoding)");
  }
  if (!decoder_) return std::nullopt;
  if (!decoder_->problem().empty()) {
    return Finding::fail(Reason::response_malformed,
                         "the body is no valid " + content_encoding_ + ": " + decoder_->problem());
  }
  if (decoder_->is_complete()) return std::nullopt;
  return Finding::fail(Reason::response_malformed,
                       "the compressed body ends before its " + content_encoding_ + " does");
}

}  // namespace deepalive::probes
