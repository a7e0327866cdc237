#include "probes/http/http_plan.h"

#include <utility>

#include "core/url.h"
#include "probes/http/request.h"

namespace deepalive::probes {

Result<std::shared_ptr<const HttpPlan>> HttpPlan::make(const HttpTarget& target, Duration timeout,
                                                       Keep keep, TlsContexts& contexts,
                                                       Resolver& resolver,
                                                       const BeginNegotiation& begin) {
  UrlError url_error;
  const auto url = parse_url(target.url, url_error);
  if (!url) return Error{.where = "url " + url_error.text};
  HostPort peer{url->host, url->port};
  if (!target.connect_to.empty()) {
    const auto instead = parse_host_port(target.connect_to);
    if (!instead) return Error{.where = "connect_to is neither a host nor host:port"};
    peer = {instead->host, instead->port.value_or(url->port)};
  }
  auto request = build_request(target, *url);
  if (!request) return request.error();
  auto expectation = Expectation::prepare(target.expect);
  if (!expectation) return expectation.error();
  std::shared_ptr<TlsContext> tls;
  if (url->https) {
    auto context = contexts.get(target.tls);
    if (!context) return context.error();
    tls = *std::move(context);
  }
  return std::shared_ptr<const HttpPlan>(new HttpPlan{
      .timeout = timeout,
      .keep = keep,
      .peer = Peer::of(std::move(peer.host), *peer.port),
      .ip = target.ip,
      .request = *std::move(request),
      .is_head = target.method == "HEAD",
      .expectation = *std::move(expectation),
      .latency_degraded = target.expect.latency_degraded,
      .expiry_degraded = target.tls.expiry_degraded,
      .max_body = target.max_body,
      .reuse = may_reuse(target),
      .tls = std::move(tls),
      .server_name = target.tls.server_name.empty() ? url->host : target.tls.server_name,
      .negotiator = target.auth.scheme == HttpAuth::Scheme::negotiate
                        ? std::make_shared<Negotiator>(url->host, begin)
                        : nullptr,
      .resolver = resolver,
      .contexts = contexts,
      .begin = begin,
      .target = target.follow_redirects > 0 ? std::make_shared<const HttpTarget>(target) : nullptr,
  });
}

}  // namespace deepalive::probes
