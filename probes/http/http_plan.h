#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "core/observation.h"
#include "core/result.h"
#include "core/spec.h"
#include "core/time.h"
#include "probes/http/expectation.h"
#include "probes/http/negotiator.h"
#include "probes/http/resolver.h"
#include "probes/http/tls_context.h"
#include "probes/tcp/connection.h"

namespace deepalive::probes {

// One HTTP check, prepared: what each of its runs needs. Immutable, except for what OpenSSL counts
// in the shared context.
struct HttpPlan {
  // The contexts live as long as the plan and its runs.
  static Result<std::shared_ptr<const HttpPlan>> make(const HttpTarget& target, Duration timeout,
                                                      Keep keep, TlsContexts& contexts,
                                                      Resolver& resolver,
                                                      const BeginNegotiation& begin);

  Duration timeout;
  Keep keep;
  Peer peer;  // to connect to
  IpVersion ip;
  std::string request;
  bool is_head;
  Expectation expectation;
  std::optional<Duration> latency_degraded;
  std::optional<Duration> expiry_degraded;
  std::size_t max_body;
  bool reuse;                       // may_reuse()
  std::shared_ptr<TlsContext> tls;  // null = plain HTTP
  std::string server_name;
  std::shared_ptr<Negotiator> negotiator;  // null = without Negotiate
  Resolver& resolver;
  TlsContexts& contexts;
  BeginNegotiation begin;
  // What it was made of, if redirects are to be followed from it.
  std::shared_ptr<const HttpTarget> target;
};

}  // namespace deepalive::probes
