#include "service/http/security/request_reader.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>

#include "core/url.h"

namespace deepalive::service {
namespace {

namespace http = boost::beast::http;
using Fields = http::request<http::empty_body>;

std::string_view value_of(const Fields& fields, http::field name) {
  const auto value = fields[name];
  return {value.data(), value.size()};
}

HttpReply bad_request(std::string why) { return {.status = 400, .body = std::move(why) + "\n"}; }

HttpReply reply_of(const boost::system::error_code& error, std::size_t header_limit) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return {.status = 431,
            .body = "The request header is larger than " + std::to_string(header_limit / 1024) +
                    " KiB.\n"};
  }
  if (error == http::error::body_limit) {
    return {.status = 413, .body = "A request to this endpoint has no body.\n"};
  }
  return bad_request("This is not an HTTP request: " + error.message() + ".");
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

RequestReader::RequestReader(std::size_t header_limit) : header_limit_(header_limit) {
  parser_.header_limit(static_cast<std::uint32_t>(header_limit));
}

RequestReader::State RequestReader::take(std::string& bytes) {
  if (bytes.empty()) return State::more;
  started_ = true;
  boost::system::error_code error;
  const std::size_t taken = parser_.put(boost::asio::buffer(bytes), error);
  bytes.erase(0, taken);
  if (error == http::error::need_more) {
    if (bytes.size() <= header_limit_) return State::more;
    error = http::error::header_limit;
  }
  if (error) {
    refusal_ = reply_of(error, header_limit_);
    return State::refused;
  }
  if (!parser_.is_header_done()) return State::more;
  if (auto refusal = check()) {
    refusal_ = *std::move(refusal);
    return State::refused;
  }
  return State::done;
}

std::optional<HttpReply> RequestReader::check() {
  const Fields& fields = parser_.get();
  if (fields.version() != 10 && fields.version() != 11) {
    return HttpReply{.status = 505, .body = "Only HTTP/1.0 and HTTP/1.1 are spoken here.\n"};
  }
  const auto lengths = fields.count(http::field::content_length);
  const auto codings = fields.count(http::field::transfer_encoding);
  if (lengths > 1) return bad_request("A request has one Content-Length.");
  if (lengths > 0 && codings > 0) {
    return bad_request("A request has either Content-Length or Transfer-Encoding.");
  }
  if (codings > 0 && fields.version() == 10) {
    return bad_request("HTTP/1.0 has no Transfer-Encoding.");
  }
  has_body_ = codings > 0 || (lengths > 0 && value_of(fields, http::field::content_length) != "0");

  const auto hosts = fields.count(http::field::host);
  if (hosts > 1) return bad_request("A request has one Host.");
  if (hosts == 0 && fields.version() == 11) return bad_request("A request of HTTP/1.1 has a Host.");
  if (hosts == 1) host_ = std::string(value_of(fields, http::field::host));

  target_ = std::string(fields.target().data(), fields.target().size());
  // As a client of a proxy sends it: what it says of the host counts.
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(std::string_view(target_).substr(0, scheme.size()), scheme)) continue;
    const auto end = target_.find_first_of("/?", scheme.size());
    host_ = target_.substr(scheme.size(), end - scheme.size());
    target_ = end == target_.npos ? "/" : target_.substr(end);
    if (target_.front() == '?') target_.insert(0, "/");
    break;
  }
  if (host_ && !parse_host_port(*host_)) return bad_request("The Host is no host name or address.");
  const bool any_path = fields.method() == http::verb::options && target_ == "*";
  if (!target_.starts_with('/') && !any_path && fields.method() != http::verb::connect) {
    return bad_request("The target of a request begins with '/'.");
  }
  return std::nullopt;
}

bool RequestReader::is_get() const { return parser_.get().method() == http::verb::get; }
bool RequestReader::is_head() const { return parser_.get().method() == http::verb::head; }

std::optional<std::string> RequestReader::basic_credentials() const {
  constexpr std::string_view kScheme = "Basic ";
  std::string_view value = value_of(parser_.get(), http::field::authorization);
  if (!equal_ignoring_case(value.substr(0, kScheme.size()), kScheme)) return std::nullopt;
  value.remove_prefix(kScheme.size());
  while (value.starts_with(' ')) value.remove_prefix(1);
  return std::string(value);
}

HttpRequest RequestReader::request() const {
  const Fields& fields = parser_.get();
  return {.target = target_,
          .accept_encoding = value_of(fields, http::field::accept_encoding),
          .if_none_match = value_of(fields, http::field::if_none_match)};
}

}  // namespace deepalive::service
