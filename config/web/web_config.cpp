#include "config/web/web_config.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "config/as_written.h"
#include "config/reading/document.h"
#include "config/reading/mapping.h"
#include "config/reading/text.h"
#include "config/web/web_choices.h"
#include "config/web/web_tls.h"

namespace deepalive::config {
namespace {

std::optional<std::string> header_value(const std::string& name, const Value& value) {
  const auto as_text = [](std::optional<std::string_view> chosen) {
    return chosen ? std::optional(std::string(*chosen)) : std::nullopt;
  };
  if (name == "X-Content-Type-Options") return as_text(value.choice(kContentTypeOptions));
  if (name == "X-Frame-Options") return as_text(value.choice(kFrameOptions));
  const auto text = value.text(kMaxHeaderValue);
  if (!text) return std::nullopt;
  if (has_control_character(text->value)) {
    value.error("has a control character, such as a line end");
    return std::nullopt;
  }
  return text->value;
}

void read_headers(const Value& value, WebConfig& config) {
  const Mapping mapping(value, Scope::web_headers);
  for (const std::string_view name : usable_keys(Scope::web_headers)) {
    const Value* given = mapping.find(name);
    if (given == nullptr) continue;
    const auto text = header_value(std::string(name), *given);
    if (text && !text->empty()) config.headers.emplace_back(name, *text);
  }
}

void read_http(const Value& value, WebConfig& config) {
  const Mapping mapping(value, Scope::web_http);
  bool http2 = false;
  mapping.flag("http2", http2);
  if (http2) mapping.find("http2")->warning("HTTP/2 is not offered here; clients use HTTP/1.1");
  if (const Value* headers = mapping.find("headers")) read_headers(*headers, config);
}

// What is wrong never shows the value: it may be the password itself.
void read_users(const Value& value, WebConfig& config) {
  const auto entries = value.mapping("a mapping of bcrypt hashes by user name");
  if (!entries) return;
  if (entries->size() > kMaxWebUsers) {
    value.error("has " + std::to_string(entries->size()) + " users, the limit is " +
                std::to_string(kMaxWebUsers));
    return;
  }
  for (const Entry& entry : *entries) {
    if (entry.key.empty() || entry.key.find(':') != entry.key.npos ||
        has_control_character(entry.key)) {
      entry.error("a user's name must not be empty nor have ':' or control characters in it");
      continue;
    }
    const auto hash = entry.value.text(kMaxText, "a bcrypt hash");
    if (!hash) continue;
    if (!is_bcrypt_hash(hash->value)) {
      entry.value.error(
          "is no bcrypt hash ($2a$, $2b$ or $2y$) of a cost of 4 to 18; make one with: deepalive "
          "config hash-password");
      continue;
    }
    config.users.emplace(entry.key, hash->value);
  }
}

void read_rate_limit(const Value& value, RateLimit& limit) {
  const Mapping mapping(value, Scope::web_rate_limit);
  const Value* const interval = mapping.find("interval");
  const Value* const burst = mapping.find("burst");
  if (interval != nullptr) {
    const auto text = interval->text(kMaxText, "a duration such as 100ms");
    const auto duration = !text                ? std::nullopt
                          : text->value == "0" ? std::optional(Duration::zero())
                                               : interval->duration(kRateInterval);
    if (duration) limit.interval = *duration;
  }
  if (limit.interval == Duration::zero()) return;  // no limit, whatever burst says
  if (burst == nullptr) {
    if (mapping.is_understood()) {
      interval->error("needs burst beside it: how many requests may come at once, at least 1");
    }
  } else if (const auto number = burst->number(kBurst)) {
    limit.burst = *number;
  }
}

void read_web_config(const Value& root, WebConfig& config) {
  const Mapping mapping(root, Scope::web);
  if (const Value* tls = mapping.find("tls_server_config")) {
    read_web_tls(*tls, config.tls.emplace());
  }
  if (const Value* http = mapping.find("http_server_config")) read_http(*http, config);
  if (const Value* users = mapping.find("basic_auth_users")) read_users(*users, config);
  if (const Value* limit = mapping.find("rate_limit")) read_rate_limit(*limit, config.rate_limit);
}

}  // namespace

bool is_bcrypt_hash(std::string_view text) {
  constexpr std::size_t kLength = 60;
  if (text.size() != kLength ||
      !(text.starts_with("$2a$") || text.starts_with("$2b$") || text.starts_with("$2y$"))) {
    return false;
  }
  unsigned cost = 0;
  const auto [end, error] = std::from_chars(text.data() + 4, text.data() + 6, cost);
  return error == std::errc{} && end == text.data() + 6 && text[6] == '$' &&
         cost >= kBcryptCost.least && cost <= kBcryptCost.most &&
         std::ranges::all_of(text.substr(7), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '.' || c == '/';
         });
}

LoadedWebConfig load_web_config(std::string_view yaml_text, const std::filesystem::path& file,
                                const Environment& environment) {
  yaml_text = without_byte_order_mark(yaml_text);
  LoadedWebConfig loaded;
  AsWritten nobody_shows_it;
  ProblemList problems;
  WebConfig config;
  read_document(yaml_text, file, environment,
                "is empty; write {} if nobody is to be asked for anything", nobody_shows_it,
                problems, [&config](const Value& root) { read_web_config(root, config); });
  if (problems.errors() == 0) loaded.config = std::move(config);
  loaded.problems = problems.take(yaml_text);
  return loaded;
}

LoadedWebConfig load_web_config_file(const std::filesystem::path& file,
                                     const Environment& environment) {
  const auto text = environment.file(file, kMaxFile);
  if (text) return load_web_config(*text, file, environment);
  LoadedWebConfig loaded;
  loaded.problems.push_back({Severity::error, 0, 0, "", text.error().where});
  return loaded;
}

}  // namespace deepalive::config
