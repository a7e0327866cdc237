#pragma once

#include <boost/asio/awaitable.hpp>

#include "core/spec.h"
#include "core/time.h"
#include "probes/http/resolver.h"
#include "probes/probe.h"
#include "probes/tcp/connection.h"

namespace deepalive::probes {

// One TCP check: whether something accepts a connection. Nothing is sent; the connection is reset
// at once.
//
// A run keeps what it needs, so a reload may destroy the probe beneath it. The resolver must
// outlive every run that can still begin.
class TcpProbe final : public Probe {
 public:
  TcpProbe(const TcpTarget& target, Duration timeout, Resolver& resolver);

  // Ends at the timeout, name look-up included. Indeterminate only for the agent's own faults.
  boost::asio::awaitable<Observation> run(Clock clock) const override;

 private:
  Peer peer_;
  Duration timeout_;
  Resolver& resolver_;
};

}  // namespace deepalive::probes
