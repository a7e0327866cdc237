#include "probes/http/http_probe.h"

#include <boost/asio/this_coro.hpp>
#include <exception>
#include <utility>

#include "probes/http/clean_text.h"
#include "probes/http/http_plan.h"
#include "probes/http/http_run.h"
#include "probes/http/kept_connection.h"

namespace deepalive::probes {
namespace {

Observation could_not_look(std::string detail, const Instant& start, const Instant& now) {
  return {.outcome = Outcome::indeterminate,
          .reason = Reason::internal_error,
          .detail = std::move(detail),
          .duration = now.steady - start.steady,
          .time = now};
}

// Free functions, so that a run holds what it needs and not the probe.
boost::asio::awaitable<Observation> look(std::shared_ptr<const HttpPlan> plan,
                                         std::shared_ptr<KeptConnection> kept, Clock clock) {
  const Instant start = clock();
  std::string fault;
  try {
    const auto executor = co_await boost::asio::this_coro::executor;
    Observation seen{.time = start, .http = HttpEvidence{}};
    do {
      HttpRun run(std::move(plan), executor, clock, start, seen.time, *std::move(seen.http),
                  kept.get());
      seen = co_await run.look();
      plan = run.next();
    } while (plan);
    // Of one that failed on its way, too, where an answer led elsewhere.
    if (kept && seen.outcome != Outcome::pass) kept->drop();
    co_return seen;
  } catch (const std::exception& error) {
    fault = clean_text(error.what());
  }
  co_return could_not_look("the probe was given up: " + fault, start, clock());
}

boost::asio::awaitable<Observation> report(std::string problem, Clock clock) {
  const Instant now = clock();
  co_return could_not_look(std::move(problem), now, now);
}

}  // namespace

HttpProbe::HttpProbe(const HttpTarget& target, Duration timeout, TlsContexts& contexts,
                     Resolver& resolver, Keep keep, const BeginNegotiation& begin) {
  auto made = HttpPlan::make(target, timeout, keep, contexts, resolver, begin);
  if (made) {
    plan_ = *std::move(made);
    // Who asks for everything asks once, and wants to see all phases.
    if (plan_->reuse && keep == Keep::failures) kept_ = std::make_shared<KeptConnection>();
  } else {
    problem_ = made.error();
  }
}

boost::asio::awaitable<Observation> HttpProbe::run(Clock clock) const {
  return plan_ ? look(plan_, kept_, std::move(clock)) : report(problem_->where, std::move(clock));
}

void HttpProbe::rest() const {
  if (kept_) kept_->drop();
}

}  // namespace deepalive::probes
