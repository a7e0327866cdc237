#include "probes/http/request.h"

#include <algorithm>
#include <string_view>

#include "probes/http/base64.h"
#include "probes/http/clean_text.h"

namespace deepalive::probes {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, lower, lower);
}

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [kMarks](char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           kMarks.find(c) != kMarks.npos;
  });
}

bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text,
                             [](unsigned char c) { return (c >= ' ' && c != 0x7f) || c == '\t'; });
}

// RFC 7617 and 6750.
std::string credentials_of(const HttpAuth& auth) {
  using Scheme = HttpAuth::Scheme;
  if (auth.scheme == Scheme::none || auth.scheme == Scheme::negotiate) return "";
  if (auth.scheme == Scheme::bearer) return "Bearer " + auth.secret;
  return "Basic " + to_base64(auth.username + ":" + auth.secret);
}

Error refuse(std::string why) { return Error{.where = std::move(why)}; }

}  // namespace

Result<std::string> build_request(const HttpTarget& target, const Url& url) {
  if (!is_token(target.method)) {
    return refuse("method '" + clean_text(target.method) + "' is not an HTTP method");
  }
  std::string fields;
  for (const auto& [name, value] : target.headers) {
    if (!is_token(name)) return refuse("'" + clean_text(name) + "' is not a header's name");
    if (!is_field_value(value)) {
      return refuse("the value of header " + name + " has a line end or control character");
    }
    for (const std::string_view framing : {"Connection", "Content-Length", "Transfer-Encoding"}) {
      if (same_name(name, framing)) {
        return refuse("header " + name + " is the probe's own; take it out of headers");
      }
    }
    fields += name + ": " + value + "\r\n";
  }
  const auto own = [&](std::string_view name, const std::string& value) {
    const bool configured = std::ranges::any_of(
        target.headers, [name](const auto& header) { return same_name(header.first, name); });
    return configured ? std::string() : std::string(name) + ": " + value + "\r\n";
  };
  std::string request = target.method + " " + url.target + " HTTP/1.1\r\n";
  request += own("Host", url.host_header());
  request += own("User-Agent", "DeepAlive");
  request += own("Accept", "*/*");
  // What comes compressed costs both sides more; those who want it say so.
  request += own("Accept-Encoding", "identity");
  if (const std::string credentials = credentials_of(target.auth); !credentials.empty()) {
    request += "Authorization: " + credentials + "\r\n";
  }
  // NTLM authenticates a connection and not a request.
  const bool goes_on = target.auth.scheme == HttpAuth::Scheme::negotiate || may_reuse(target);
  request += fields + (goes_on ? "Connection: keep-alive\r\n" : "Connection: close\r\n");
  const bool announces_body = target.method == "POST" || target.method == "PUT" ||
                              target.method == "PATCH" || !target.body.empty();
  if (announces_body) request += "Content-Length: " + std::to_string(target.body.size()) + "\r\n";
  return request + "\r\n" + target.body;
}

bool may_reuse(const HttpTarget& target) {
  return target.reuse_connection && is_repeatable(target.method) &&
         target.auth.scheme != HttpAuth::Scheme::negotiate;
}

std::string with_token(const std::string& request, const std::string& token) {
  const auto fields = request.find("\r\n") + 2;
  return request.substr(0, fields) + "Authorization: Negotiate " + token + "\r\n" +
         request.substr(fields);
}

}  // namespace deepalive::probes
