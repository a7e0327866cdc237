#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace deepalive {

// An http:// or https:// URL, taken apart (RFC 3986, as far as a probe needs it).
struct Url {
  bool https = false;
  std::string host;          // name or address; an IPv6 address without its brackets
  std::uint16_t port = 80;   // the scheme's default when not given
  std::string target = "/";  // path and query, as sent

  // The Host header: brackets around IPv6, the port only when it is not the scheme's own.
  std::string host_header() const;
};

// Where a URL is wrong, in words that name the cure.
struct UrlError {
  std::string text;
};

// Takes no user:password@ (secrets belong under auth), no fragment, no control characters or
// blanks.
std::optional<Url> parse_url(std::string_view text, UrlError& error);

// "host", "host:port", "[v6]", "[v6]:port". Null when it is none of these, or the port is not 1 to
// 65535.
struct HostPort {
  std::string host;
  std::optional<std::uint16_t> port;
};
std::optional<HostPort> parse_host_port(std::string_view text);

}  // namespace deepalive
