#include "config/sections/http.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/choices.h"
#include "config/reading/mapping.h"
#include "config/reading/text.h"
#include "config/sections/expect.h"
#include "config/sections/tls.h"
#include "config/sections/token.h"
#include "core/url.h"

namespace deepalive::config {
namespace {

// The probe writes them from what it really sends.
constexpr std::array<std::string_view, 4> kProbesOwnHeaders = {"Connection", "Content-Length",
                                                               "Transfer-Encoding", "Upgrade"};

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

void read_redirects(const Value& value, unsigned& follow) {
  const auto text = value.plain_text("false, or how many at most");
  if (!text) return;
  if (text->value == "true") {
    value.error("needs a limit; write how many at most, such as 5");
  } else if (text->value == "false") {
    follow = 0;
  } else if (const auto limit = value.number(kRedirects)) {
    follow = *limit;
  }
}

// What stands in a header; a colon in the name would end it.
std::optional<std::string> read_credential(const Mapping& mapping, std::string_view key,
                                           const std::string& path) {
  const Value* const value = mapping.find(key);
  if (value == nullptr) return std::nullopt;
  const auto text = value->plain_text("text");
  if (!text) return std::nullopt;
  remember(*value, *text, path + "." + std::string(key));
  return text->value;
}

HttpAuth read_auth(const Value& value, const std::string& path) {
  HttpAuth auth;
  const Mapping mapping(value, Scope::auth);
  const Value* const basic = mapping.find("basic");
  bool negotiate = false;
  mapping.flag("negotiate", negotiate);
  if ((basic != nullptr) + (mapping.find("bearer") != nullptr) + negotiate > 1) {
    value.error("has more than one of basic, bearer and negotiate; a request carries one of them");
  } else if (negotiate) {
    auth.scheme = HttpAuth::Scheme::negotiate;
  } else if (basic != nullptr) {
    const Mapping both(*basic, Scope::basic);
    auto username = read_credential(both, "username", path + ".basic");
    auto password = read_credential(both, "password", path + ".basic");
    if (username && username->find(':') != username->npos) {
      both.find("username")->error("has a ':', which ends the name in such a header");
    } else if (username && password) {
      auth = {HttpAuth::Scheme::basic, *std::move(username), *std::move(password)};
    } else if (both.is_understood() && !(both.find("username") && both.find("password"))) {
      basic->error("needs username and password");
    }
  } else if (auto token = read_credential(mapping, "bearer", path)) {
    auth = {HttpAuth::Scheme::bearer, "", *std::move(token)};
  } else if (mapping.is_understood() && mapping.find("bearer") == nullptr &&
             mapping.find("negotiate") == nullptr) {
    value.error("needs basic: {username: ..., password: ...}, bearer: TOKEN or negotiate: true");
  }
  return auth;
}

void refuse_reuse(const Value& value, const HttpTarget& http) {
  if (!is_repeatable(http.method)) {
    value.error("needs the method GET, HEAD or OPTIONS: " + http.method +
                " cannot be sent again when the server closes a kept connection; remove one");
  }
  if (http.auth.scheme == HttpAuth::Scheme::negotiate) {
    value.error(
        "cannot go with auth: {negotiate: true}, which authenticates the connection itself; "
        "remove one");
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
  if (const Value* auth = mapping.find("auth")) {
    http.auth = read_auth(*auth, secret_path + ".auth");
    if (std::ranges::any_of(http.headers, [](const auto& header) {
          return equal_ignoring_case(header.first, "Authorization");
        })) {
      auth->error("is sent as the header Authorization, which headers: has too; remove one");
    }
  }
  mapping.choice("ip", http.ip, kIpVersions);
  if (const Value* follow = mapping.find("follow_redirects")) {
    read_redirects(*follow, http.follow_redirects);
  }
  mapping.size("max_body", http.max_body, kMaxBody);
  mapping.flag("reuse_connection", http.reuse_connection);
  if (http.reuse_connection) refuse_reuse(*mapping.find("reuse_connection"), http);
  return http;
}

}  // namespace deepalive::config
