#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <vector>

#include "probes/http/http_probe.h"
#include "probes/http/tls_context.h"
#include "tests/unit/probes/http/probe_harness.h"
#include "tests/unit/probes/look.h"

namespace deepalive::probes {

// Looks again and again with one probe, by a clock that may be turned ahead.
class Looks {
 public:
  explicit Looks(const HttpTarget& target, Duration timeout = kAmple, Keep keep = Keep::failures)
      : probe_(target, timeout, contexts_, resolver_, keep) {}

  Observation once() { return side_by_side(1).front(); }

  std::vector<Observation> side_by_side(std::size_t count) {
    std::vector<Observation> seen(count);
    const Clock clock = [ahead = ahead_] {
      Instant now = system_instant();
      now.steady += ahead;
      now.wall += std::chrono::duration_cast<WallTime::duration>(ahead);
      return now;
    };
    for (Observation& one : seen) {
      boost::asio::co_spawn(context_, look(probe_.run(clock), one),
                            [](const std::exception_ptr& thrown) {
                              if (thrown) std::terminate();
                            });
    }
    context_.restart();
    context_.run();
    return seen;
  }

  void turn_ahead(Duration by) { ahead_ += by; }
  const HttpProbe& probe() const { return probe_; }

 private:
  TlsContexts contexts_;
  TableResolver resolver_;
  boost::asio::io_context context_{1};
  HttpProbe probe_;
  Duration ahead_{};
};

}  // namespace deepalive::probes
