#include "config/reading/keys.h"

#include <algorithm>

namespace deepalive::config {
namespace {

constexpr std::string_view kLater = "is not available in this version yet";
constexpr std::string_view kOfOneCheck = "is said of a single check; write it there";
constexpr std::string_view kSelfMade =
    "is made from the role's services, sites and app_pools; give only its name to tune it";

constexpr Key kKeys[] = {
    {Scope::root, "agent", ""},
    {Scope::root, "iis", ""},
    {Scope::root, "defaults", ""},
    {Scope::root, "roles", ""},

    {Scope::agent, "listen", ""},
    {Scope::agent, "agent_check", ""},
    {Scope::agent, "pipe", ""},
    {Scope::agent, "data_dir", ""},
    {Scope::agent, "log", ""},
    {Scope::agent, "journal", ""},
    {Scope::agent, "web_config", ""},
    {Scope::agent, "allowed_hosts", ""},

    {Scope::log, "level", ""},
    {Scope::log, "file", ""},
    {Scope::log, "max_size", ""},
    {Scope::log, "keep", ""},
    {Scope::log, "events", ""},

    {Scope::journal, "max_size", ""},
    {Scope::journal, "keep", ""},

    {Scope::iis, "provider", ""},
    {Scope::iis, "simulated_file", ""},
    {Scope::iis, "interval", ""},
    {Scope::iis, "timeout", ""},

    {Scope::defaults, "level", ""},
    {Scope::defaults, "interval", ""},
    {Scope::defaults, "fast_interval", ""},
    {Scope::defaults, "timeout", ""},
    {Scope::defaults, "fall", ""},
    {Scope::defaults, "rise", ""},
    {Scope::defaults, "http", kLater},
    {Scope::defaults, "scope", kOfOneCheck},
    {Scope::defaults, "depends_on", kOfOneCheck},

    {Scope::role, "placement", ""},
    {Scope::role, "services", ""},
    {Scope::role, "sites", ""},
    {Scope::role, "app_pools", ""},
    {Scope::role, "failure_condition_level", ""},
    {Scope::role, "grace", ""},
    {Scope::role, "hold", ""},
    {Scope::role, "on_unknown", ""},
    {Scope::role, "stale_after", ""},
    {Scope::role, "checks", ""},
    {Scope::role, "groups", ""},

    {Scope::check, "name", ""},
    {Scope::check, "http", ""},
    {Scope::check, "level", ""},
    {Scope::check, "interval", ""},
    {Scope::check, "fast_interval", ""},
    {Scope::check, "timeout", ""},
    {Scope::check, "fall", ""},
    {Scope::check, "rise", ""},
    {Scope::check, "scope", ""},
    {Scope::check, "depends_on", ""},
    {Scope::check, "service", kSelfMade},
    {Scope::check, "site", kSelfMade},
    {Scope::check, "app_pool", kSelfMade},
    {Scope::check, "worker_process", ""},
    {Scope::check, "request_queue", ""},
    {Scope::check, "content_path", ""},
    {Scope::check, "shared_config", ""},
    {Scope::check, "tcp", ""},
    {Scope::check, "command", ""},

    {Scope::group, "name", ""},
    {Scope::group, "members", ""},
    {Scope::group, "require", ""},
    {Scope::group, "level", ""},

    {Scope::http, "url", ""},
    {Scope::http, "connect_to", ""},
    {Scope::http, "method", ""},
    {Scope::http, "headers", ""},
    {Scope::http, "body", ""},
    {Scope::http, "expect", ""},
    {Scope::http, "tls", ""},
    {Scope::http, "max_body", ""},
    {Scope::http, "follow_redirects", ""},
    {Scope::http, "auth", ""},
    {Scope::http, "ip", ""},
    {Scope::http, "reuse_connection", ""},

    {Scope::expect, "status", ""},
    {Scope::expect, "body_matches", ""},
    {Scope::expect, "body_not_matches", ""},
    {Scope::expect, "latency", ""},
    {Scope::expect, "json", ""},
    {Scope::expect, "headers", ""},

    {Scope::latency, "degraded", ""},

    {Scope::json, "pointer", ""},
    {Scope::json, "equals", ""},

    {Scope::header, "name", ""},
    {Scope::header, "matches", ""},

    {Scope::auth, "basic", ""},
    {Scope::auth, "bearer", ""},
    {Scope::auth, "negotiate", ""},

    {Scope::basic, "username", ""},
    {Scope::basic, "password", ""},

    {Scope::tls, "verify", ""},
    {Scope::tls, "ca_file", ""},
    {Scope::tls, "server_name", ""},
    {Scope::tls, "min_version", ""},
    {Scope::tls, "expiry_degraded", ""},
    {Scope::tls, "client_certificate", ""},

    {Scope::client_certificate, "file", ""},
    {Scope::client_certificate, "key_file", ""},

    {Scope::tcp, "address", ""},

    {Scope::command, "run", ""},

    {Scope::worker_process, "app_pool", ""},
    {Scope::worker_process, "crashes", ""},
    {Scope::worker_process, "window", ""},

    {Scope::request_queue, "app_pool", ""},
    {Scope::request_queue, "degraded", ""},
    {Scope::request_queue, "fail", ""},

    {Scope::shared_config, "offline_files", ""},

    {Scope::web, "tls_server_config", ""},
    {Scope::web, "http_server_config", ""},
    {Scope::web, "basic_auth_users", ""},
    {Scope::web, "rate_limit", ""},

    {Scope::web_tls, "cert", ""},
    {Scope::web_tls, "cert_file", ""},
    {Scope::web_tls, "key", ""},
    {Scope::web_tls, "key_file", ""},
    {Scope::web_tls, "client_auth_type", ""},
    {Scope::web_tls, "client_ca", ""},
    {Scope::web_tls, "client_ca_file", ""},
    {Scope::web_tls, "client_allowed_sans", ""},
    {Scope::web_tls, "cipher_suites", ""},
    {Scope::web_tls, "prefer_server_cipher_suites", ""},
    {Scope::web_tls, "curve_preferences", ""},
    {Scope::web_tls, "min_version", ""},
    {Scope::web_tls, "max_version", ""},

    {Scope::web_http, "http2", ""},
    {Scope::web_http, "headers", ""},

    {Scope::web_headers, "Content-Security-Policy", ""},
    {Scope::web_headers, "X-Frame-Options", ""},
    {Scope::web_headers, "X-Content-Type-Options", ""},
    {Scope::web_headers, "X-XSS-Protection", ""},
    {Scope::web_headers, "Strict-Transport-Security", ""},

    {Scope::web_rate_limit, "interval", ""},
    {Scope::web_rate_limit, "burst", ""},
};

}  // namespace

const Key* find_key(Scope scope, std::string_view name) {
  const auto found = std::ranges::find_if(
      kKeys, [&](const Key& key) { return key.scope == scope && key.name == name; });
  return found == std::end(kKeys) ? nullptr : &*found;
}

std::vector<std::string_view> usable_keys(Scope scope) {
  std::vector<std::string_view> names;
  for (const Key& key : kKeys) {
    if (key.scope == scope && key.refusal.empty()) names.push_back(key.name);
  }
  return names;
}

}  // namespace deepalive::config
