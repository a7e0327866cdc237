#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <optional>
#include <string>

#include "probes/finding.h"
#include "probes/http/body_decoder.h"
#include "probes/http/expectation.h"

namespace deepalive::probes {

// Longest response header that is read, status line included; http.sys and IIS stay far below.
inline constexpr std::size_t kMaxResponseHeader = std::size_t{32} * 1024;

// Takes a response apart and keeps of it only what a verdict needs. One message each.
class ResponseParser final : public boost::beast::http::basic_parser<false> {
  using Base = boost::beast::http::basic_parser<false>;

 public:
  // keep_body: up to how many bytes of the body are kept, and one more if there are more of a
  // compressed one. keep_fields: also all headers.
  ResponseParser(bool is_answer_to_head, std::size_t keep_body, bool keep_fields = false);

  // As basic_parser's: gives how many bytes were taken; need_more wants what was not taken again,
  // with more behind it.
  std::size_t put(boost::asio::const_buffer bytes, boost::beast::error_code& error);

  const ResponseHead& head() const { return head_; }
  // An answer before the answer (1xx). 101 is none: nobody asked for another protocol.
  bool is_interim() const { return head_.status / 100 == 1 && head_.status != 101; }
  // It is whole, and the server leaves the connection open for another one (RFC 9112, 9.3). Says
  // nothing about bytes behind it.
  bool may_be_followed() const { return is_done() && keep_alive() && head_.status != 101; }
  // Decoded, when it travels compressed.
  const std::string& body() const { return body_; }
  std::size_t body_size() const { return body_size_; }  // as it travels, kept or not
  // Why body() is not what the server means by it. Null when it is, or when there is none.
  std::optional<Finding> undecoded() const;

 private:
  using Code = boost::beast::error_code;
  using View = boost::beast::string_view;

  void keep_line(View first, View between, View last);

  void on_request_impl(boost::beast::http::verb, View, View, int, Code&) override {}
  void on_response_impl(int code, View reason, int version, Code&) override;
  void on_field_impl(boost::beast::http::field name, View text, View value, Code&) override;
  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override;
  std::size_t on_body_impl(View body, Code&) override;
  void on_chunk_header_impl(std::uint64_t, View, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View body, Code&) override;
  void on_finish_impl(Code&) override {}

  ResponseHead head_;
  std::string content_encoding_;
  std::optional<BodyDecoder> decoder_;
  std::string body_;
  std::size_t body_size_ = 0;
  std::size_t keep_body_;
  bool keep_fields_;
};

}  // namespace deepalive::probes
