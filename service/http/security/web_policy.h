#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/environment.h"
#include "config/web/web_config.h"
#include "service/http/security/server_tls.h"

namespace deepalive::service {

// Who may ask the endpoint and how, ready to be used. Never changed once made.
struct WebPolicy {
  std::shared_ptr<const ServerTls> tls;                      // null = plain HTTP
  std::vector<std::pair<std::string, std::string>> headers;  // of every reply
  config::WebUsers users;                                    // empty = nobody is asked
  config::RateLimit rate_limit;
};

struct MadeWebPolicy {
  std::shared_ptr<const WebPolicy> policy;  // null when there is an error among the problems
  std::vector<config::Problem> problems;
  std::vector<std::filesystem::path> files;  // what it was made from
};

// From agent.web_config's file.
MadeWebPolicy make_web_policy(const std::filesystem::path& file,
                              const config::Environment& environment);

}  // namespace deepalive::service
