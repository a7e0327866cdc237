#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>

#include "core/observation.h"
#include "core/result.h"
#include "core/spec.h"
#include "core/time.h"
#include "probes/http/negotiation.h"
#include "probes/probe.h"

namespace deepalive::probes {

class KeptConnection;
class Resolver;
class TlsContexts;
struct HttpPlan;

// One HTTP check: asks once for what it is configured for and says what it saw.
//
// All that can be prepared is prepared here: URL, request, patterns, trust. Immutable afterwards;
// runs may overlap unless they negotiate, and a run keeps what it needs, so a reload may destroy
// the probe beneath it. The resolver must outlive every run that can still begin.
//
// What is judged, in this order: the response's status and headers as soon as they are there, of
// the last answer when redirects are followed; then, if something is expected of the body, the
// body, which must fit into max_body, as it travels and decoded; else at most max_body of it is
// read and the rest is left.
//
// One connection for each request, closed afterwards. With reuse_connection the last one is kept
// for the next look when nothing was wrong with the answer and the server leaves it open; closed
// between two looks, it is replaced and no fail. Looks of one probe then run on one io_context,
// which ends after the probe.
class HttpProbe final : public Probe {
 public:
  // timeout: over one whole run, name look-up included.
  HttpProbe(const HttpTarget& target, Duration timeout, TlsContexts& contexts, Resolver& resolver,
            Keep keep = Keep::failures, const BeginNegotiation& begin = begin_negotiation);

  // What makes looking impossible, known before the first run: an unreadable ca_file, an invalid
  // pattern.
  const std::optional<Error>& problem() const { return problem_; }

  // Ends at the timeout. Indeterminate only for the agent's own faults.
  boost::asio::awaitable<Observation> run(Clock clock) const override;
  void rest() const override;

 private:
  std::shared_ptr<const HttpPlan> plan_;  // null when there is a problem
  std::shared_ptr<KeptConnection> kept_;  // null: every look connects
  std::optional<Error> problem_;
};

}  // namespace deepalive::probes
