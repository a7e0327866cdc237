#include "config/sections/http.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/reading/mapping.h"
#include "config/reading/text.h"
#include "config/sections/pattern.h"
#include "core/url.h"

namespace deepalive::config {
namespace {

// The probe writes them from what it really sends.
constexpr std::array<std::string_view, 4> kProbesOwnHeaders = {"Connection", "Content-Length",
                                                               "Transfer-Encoding", "Upgrade"};

// RFC 9110's token: header names and methods.
bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

void remember(const Value& value, const Text& text, std::string path) {
  if (text.referenced()) value.session().as_written[std::move(path)] = text.written;
}

void read_url(const Value& value, const std::string& secret_path, std::string& url) {
  const auto text = value.text(kMaxUrl, "a URL");
  if (!text) return;
  UrlError error;
  if (!parse_url(text->value, error)) {
    // Before an @ stands a password more often than not.
    const bool showable = text->written.find('@') == text->written.npos;
    value.error((showable ? in_quotes(text->written) + " " : "") + error.text);
    return;
  }
  remember(value, *text, secret_path + ".url");
  url = text->value;
}

void read_connect_to(const Value& value, std::string& connect_to) {
  const auto text = value.plain_text("a host");
  if (!text) return;
  if (!parse_host_port(text->value)) {
    value.error(in_quotes(text->written) + " is no host, host:port, [IPv6] or [IPv6]:port");
    return;
  }
  connect_to = text->value;
}

void read_method(const Value& value, std::string& method) {
  const auto text = value.plain_text("a method such as GET");
  if (!text) return;
  if (!is_token(text->value) || text->value.size() > kMaxMethod) {
    value.error(in_quotes(text->written) + " is no HTTP method, such as GET or HEAD");
  } else if (std::ranges::any_of(text->value, [](char c) { return c >= 'a' && c <= 'z'; })) {
    value.error(in_quotes(text->written) + " is not in capitals; methods are, such as GET");
  } else if (text->value == "CONNECT") {
    value.error("CONNECT is for proxies; a probe needs a method such as GET");
  } else {
    method = text->value;
  }
}

void read_headers(const Value& value, const std::string& secret_path,
                  std::vector<std::pair<std::string, std::string>>& headers) {
  const auto entries = value.mapping("a mapping such as {X-Probe: deepalive}");
  if (!entries) return;
  if (entries->size() > kMaxHeaders) {
    value.error("has " + std::to_string(entries->size()) + " headers, the limit is " +
                std::to_string(kMaxHeaders));
    return;
  }
  for (const Entry& entry : *entries) {
    const auto same = [&entry](std::string_view name) {
      return equal_ignoring_case(name, entry.key);
    };
    if (!is_token(entry.key) || entry.key.size() > kMaxText) {
      entry.error("is no header name: letters, digits and '-'");
      continue;
    }
    if (std::ranges::any_of(kProbesOwnHeaders, same)) {
      entry.error("is set by the probe itself; remove it");
      continue;
    }
    if (std::ranges::any_of(headers, same, &std::pair<std::string, std::string>::first)) {
      entry.error("is given twice; header names do not differ by case");
      continue;
    }
    const auto text = entry.value.text(kMaxHeaderValue);
    if (!text) continue;
    if (has_control_character(text->value)) {
      entry.value.error("has a control character, such as a line end, which no header may have");
      continue;
    }
    remember(entry.value, *text, secret_path + ".headers." + entry.key);
    headers.emplace_back(entry.key, text->value);
  }
}

std::optional<StatusRange> parse_status(std::string_view text) {
  const auto parse = [](std::string_view digits) -> std::optional<unsigned> {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    if (number < kStatus.least || number > kStatus.most) return std::nullopt;
    return number;
  };
  const auto hyphen = text.find('-');
  const auto first = parse(text.substr(0, hyphen));
  const auto last = hyphen == text.npos ? first : parse(text.substr(hyphen + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return StatusRange{*first, *last};
}

void read_status(const Value& value, std::vector<StatusRange>& status) {
  const auto items = value.list(kMaxStatusRanges, "a list such as [\"200-299\"]");
  if (!items) return;
  if (items->empty()) {
    value.error("is empty: no answer would do; list codes such as 200 or \"200-299\"");
    return;
  }
  status.clear();
  for (const Value& item : *items) {
    const auto text = item.text(kMaxText, "a status such as 200 or \"200-299\"");
    if (!text) continue;
    if (const auto range = parse_status(text->value)) {
      status.push_back(*range);
    } else {
      item.error(in_quotes(text->written) +
                 " is no status from 100 to 599 or range of them, such as 200 or \"200-299\"");
    }
  }
}

void read_pattern(const Value& value, std::string& pattern) {
  const auto text = value.text(kMaxPattern, "a regular expression");
  if (!text) return;
  if (text->value.empty()) {
    value.error("is empty and would match everything; remove the key");
  } else if (const auto error = pattern_error(text->value)) {
    value.error("does not compile: " + *error);
  } else {
    pattern = text->value;
  }
}

void read_expectation(const Value& value, HttpExpectation& expect) {
  const Mapping mapping(value, Scope::expect);
  if (const Value* status = mapping.find("status")) read_status(*status, expect.status);
  if (const Value* pattern = mapping.find("body_matches")) {
    read_pattern(*pattern, expect.body_matches);
  }
  if (const Value* pattern = mapping.find("body_not_matches")) {
    read_pattern(*pattern, expect.body_not_matches);
  }
  if (const Value* latency = mapping.find("latency")) {
    const Mapping limits(*latency, Scope::latency);
    if (const Value* degraded = limits.find("degraded")) {
      expect.latency_degraded = degraded->duration(kLatency);
    }
  }
}

void read_tls(const Value& value, TlsSettings& tls) {
  const Mapping mapping(value, Scope::tls);
  mapping.flag("verify", tls.verify);
  mapping.file_path("ca_file", tls.ca_file);
  if (const Value* name = mapping.find("server_name")) {
    const auto text = name->plain_text("a host name");
    if (!text) return;
    const auto place = parse_host_port(text->value);
    if (!place || place->port) {
      name->error(in_quotes(text->written) + " is no host name");
      return;
    }
    tls.server_name = place->host;
  }
}

}  // namespace

HttpTarget read_http(const Value& value, const std::string& secret_path) {
  HttpTarget http;
  const Mapping mapping(value, Scope::http);
  if (const Value* url = mapping.find("url")) {
    read_url(*url, secret_path, http.url);
  } else if (mapping.is_understood()) {
    value.error("needs a url");
  }
  if (const Value* host = mapping.find("connect_to")) read_connect_to(*host, http.connect_to);
  if (const Value* method = mapping.find("method")) read_method(*method, http.method);
  if (const Value* headers = mapping.find("headers")) {
    read_headers(*headers, secret_path, http.headers);
  }
  if (const Value* body = mapping.find("body")) {
    if (const auto text = body->text(kMaxRequestBody)) {
      remember(*body, *text, secret_path + ".body");
      http.body = text->value;
    }
  }
  if (const Value* expect = mapping.find("expect")) read_expectation(*expect, http.expect);
  if (const Value* tls = mapping.find("tls")) read_tls(*tls, http.tls);
  mapping.size("max_body", http.max_body, kMaxBody);
  return http;
}

}  // namespace deepalive::config
