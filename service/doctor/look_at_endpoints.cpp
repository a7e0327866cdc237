#include <chrono>
#include <utility>

#include "service/agent.h"
#include "service/doctor/gather.h"
#include "service/look_once.h"

namespace deepalive::service::doctor {
namespace {

// Where it listens on every address, this one is as good as any.
std::string reachable(const std::string& address) {
  if (address.starts_with("0.0.0.0:")) return "127.0.0.1" + address.substr(7);
  if (address.starts_with("[::]:")) return "[::1]" + address.substr(4);
  return address;
}

Fact<unsigned> ask(const NodeSpec& spec, const std::string& url) {
  HttpTarget target;
  target.url = url;
  target.tls.verify = false;  // whether it answers, not whose certificate it has
  CheckSpec check;
  check.name = "endpoint";
  check.cadence.timeout = kPatience / 2;
  check.target = std::move(target);
  const Observation seen = look_once(spec, check, make_sources(spec), system_instant);
  if (seen.http && seen.http->status != 0) return seen.http->status;
  return Error{seen.reason, 0, seen.detail};
}

}  // namespace

std::vector<EndpointFact> look_at_endpoints(const NodeSpec& spec) {
  std::vector<EndpointFact> facts;
  for (const std::string& address : spec.agent.listen) {
    const std::string place = reachable(address) + "/-/healthy";
    EndpointFact fact{address, {}};
    if (address.ends_with(":0")) {
      fact.status = Error{Reason::not_observed, 0, "the system chose its port"};
      facts.push_back(std::move(fact));
      continue;
    }
    if (!spec.agent.web_config.empty()) fact.status = ask(spec, "https://" + place);
    // A web_config may be without TLS.
    if (!fact.status) fact.status = ask(spec, "http://" + place);
    facts.push_back(std::move(fact));
  }
  return facts;
}

}  // namespace deepalive::service::doctor
