#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

// The configuration's keys: one list, from which unknown keys are told from misspelled ones and
// from those to come.
namespace deepalive::config {

// The mappings with a fixed set of keys.
enum class Scope : std::uint8_t {
  root,
  agent,
  log,
  journal,
  iis,
  defaults,
  role,
  check,
  group,
  http,
  expect,
  latency,
  json,
  header,
  auth,
  basic,
  tls,
  client_certificate,
  tcp,
  command,
  worker_process,
  request_queue,
  content_path,
  shared_config,
  // Of agent.web_config's file.
  web,
  web_tls,
  web_http,
  web_headers,
  web_rate_limit
};

struct Key {
  Scope scope;
  std::string_view name;
  std::string_view refusal;  // why it cannot be used (yet); empty = it can
};

// Null when the scope has no such key.
const Key* find_key(Scope scope, std::string_view name);

// The names that can be used in a scope.
std::vector<std::string_view> usable_keys(Scope scope);

}  // namespace deepalive::config
