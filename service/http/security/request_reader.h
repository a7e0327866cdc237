#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "service/http/exchange.h"

namespace deepalive::service {

// Takes one request header out of bytes as they come. What could be understood in two ways (two
// lengths, a length and a transfer coding, two hosts) is refused, for whoever stands in front may
// understand it in the other one. Bodies are not read: a request with one is the connection's last.
class RequestReader {
 public:
  enum class State : std::uint8_t { more, done, refused };

  explicit RequestReader(std::size_t header_limit);

  // Takes what belongs to the header from the front of `bytes`.
  State take(std::string& bytes);

  // Whether any byte was taken.
  bool started() const { return started_; }

  // After State::refused: what to answer before the connection ends.
  HttpReply refusal() const { return refusal_; }

  // After State::done.
  bool is_get() const;
  bool is_head() const;
  bool has_body() const { return has_body_; }
  bool keep_alive() const { return parser_.get().keep_alive(); }
  unsigned version() const { return parser_.get().version(); }
  // The host it was sent for; null for HTTP/1.0 without one.
  const std::optional<std::string>& host() const { return host_; }
  // Null: no Basic credentials.
  std::optional<std::string> basic_credentials() const;
  HttpRequest request() const;

 private:
  std::optional<HttpReply> check();

  boost::beast::http::request_parser<boost::beast::http::empty_body> parser_;
  const std::size_t header_limit_;
  bool started_ = false;
  bool has_body_ = false;
  std::optional<std::string> host_;
  std::string target_;
  HttpReply refusal_;
};

}  // namespace deepalive::service
