#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/spec.h"
#include "core/time.h"
#include "probes/http/expectation.h"
#include "probes/http/resolver.h"
#include "probes/http/tls_context.h"
#include "probes/tcp/connection.h"

namespace deepalive::probes {

// One HTTP check, prepared: what each of its runs needs. Immutable, except for what OpenSSL counts
// in the shared context.
struct HttpPlan {
  static Result<std::shared_ptr<const HttpPlan>> make(const HttpTarget& target, Duration timeout,
                                                      TlsContexts& contexts, Resolver& resolver);

  Duration timeout;
  Peer peer;  // to connect to
  std::string request;
  bool is_head;
  Expectation expectation;
  std::optional<Duration> latency_degraded;
  std::size_t max_body;
  std::shared_ptr<TlsContext> tls;  // null = plain HTTP
  std::string server_name;
  Resolver& resolver;
};

}  // namespace deepalive::probes
