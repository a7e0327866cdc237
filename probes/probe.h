#pragma once

#include <boost/asio/awaitable.hpp>

#include "core/observation.h"
#include "core/time.h"

namespace deepalive::probes {

// A check that looks for itself, whenever it is told to.
class Probe {
 public:
  Probe() = default;
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;
  virtual ~Probe() = default;

  // Looks once. Never throws, and ends soon after the check's timeout whatever hangs. The
  // coroutine's executor must run one handler at a time (an io_context of one thread, or a strand).
  // The probe outlives its runs unless it says otherwise.
  virtual boost::asio::awaitable<Observation> run(Clock clock) const = 0;

  // No look follows for a while: lets go of what is kept from one to the next. On the executor of
  // the runs, between them.
  virtual void rest() const {}
};

}  // namespace deepalive::probes
