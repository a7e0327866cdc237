#include "core/url.h"

#include <algorithm>
#include <charconv>

namespace deepalive {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

bool is_host_character(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_';
}

bool is_v6_character(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' ||
         c == '.' || c == '%';
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::ranges::equal(text.substr(0, lower_prefix.size()), lower_prefix, {}, [](char c) {
           return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
         });
}

}  // namespace

std::string Url::host_header() const {
  std::string header = host.find(':') == host.npos ? host : "[" + host + "]";
  if (port != (https ? 443 : 80)) header += ":" + std::to_string(port);
  return header;
}

std::optional<Url> parse_url(std::string_view text, UrlError& error) {
  const auto fail = [&error](std::string_view why) {
    error.text = why;
    return std::nullopt;
  };
  Url url;
  if (starts_with_ignoring_case(text, "https://")) {
    url.https = true;
    url.port = 443;
    text.remove_prefix(8);
  } else if (starts_with_ignoring_case(text, "http://")) {
    text.remove_prefix(7);
  } else {
    return fail("must begin with http:// or https://");
  }
  if (std::ranges::any_of(text, [](unsigned char c) { return c <= ' ' || c == 0x7f; })) {
    return fail("has a blank or control character; write it as %20 or its own %XX");
  }
  if (text.find('#') != text.npos) return fail("has a fragment (#…), which is never sent");

  const std::string_view authority = text.substr(0, text.find_first_of("/?"));
  const std::string_view rest = text.substr(authority.size());
  if (authority.find('@') != authority.npos) {
    return fail("has a user name; credentials do not belong in a URL");
  }
  const auto place = parse_host_port(authority);
  if (!place) return fail("has no valid host and port after the scheme");
  url.host = place->host;
  url.port = place->port.value_or(url.port);
  if (!rest.empty()) url.target = rest.front() == '/' ? std::string(rest) : "/" + std::string(rest);
  return url;
}

std::optional<HostPort> parse_host_port(std::string_view text) {
  HostPort place;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == text.npos) return std::nullopt;
    place.host = text.substr(1, close - 1);
    if (!std::ranges::all_of(place.host, is_v6_character)) return std::nullopt;
    if (place.host.find(':') == place.host.npos) return std::nullopt;
    port = text.substr(close + 1);
  } else {
    const auto colon = text.find(':');
    place.host = text.substr(0, colon);
    if (!std::ranges::all_of(place.host, is_host_character)) return std::nullopt;
    if (colon != text.npos) port = text.substr(colon);
  }
  if (place.host.empty() || place.host.size() > 253) return std::nullopt;
  if (!port.empty()) {
    if (port.front() != ':') return std::nullopt;
    place.port = parse_port(port.substr(1));
    if (!place.port) return std::nullopt;
  }
  return place;
}

}  // namespace deepalive
