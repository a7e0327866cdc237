#include "probes/blocking_probe.h"

#include <utility>

#include "probes/await_read.h"

namespace deepalive::probes {

BlockingProbe::BlockingProbe(Settings settings, Look look)
    : settings_(std::move(settings)),
      look_(std::move(look)),
      worker_(std::make_unique<IsolatedWorker<Session>>(
          IsolatedWorker<Session>::Settings{.what = settings_.what,
                                            .on_timeout = settings_.hung_because},
          [] { return std::make_shared<Session>(); })) {}

boost::asio::awaitable<Observation> BlockingProbe::run(Clock clock) const {
  const Instant start = clock();
  const auto work = [look = look_](Session&) -> Result<Finding> { return look(); };
  const Result<Finding> seen = co_await read_on(*worker_, settings_.patience, work);
  const Instant now = clock();
  if (seen) co_return observation_of(*seen, start, now);
  const Error& error = seen.error();
  const bool hung = error.reason == settings_.hung_because;
  const Finding finding{.outcome = hung ? settings_.hung_is : Outcome::indeterminate,
                        .reason = error.reason,
                        .detail = error.where};
  co_return observation_of(finding, start, now);
}

}  // namespace deepalive::probes
