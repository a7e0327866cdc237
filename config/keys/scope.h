#pragma once

#include <cstdint>
#include <span>
#include <string_view>

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

// The two kinds of files.
enum class Document : std::uint8_t { configuration, web };

struct Section {
  Scope scope;
  Document document;
  std::string_view name;  // in the schema
  std::string_view path;  // where it stands in the file; empty = the file itself
  std::string_view text;  // what it is for, a sentence
};

// Each scope has one; the file itself comes first.
std::span<const Section> sections();

const Section& section_of(Scope scope);

}  // namespace deepalive::config
