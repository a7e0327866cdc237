#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "probes/http/negotiation.h"
#include "probes/isolated_worker.h"

namespace deepalive::probes {

// The negotiations of one HTTP check, one after the other, on a thread of its own: a domain
// controller that does not answer holds up nothing else.
class Negotiator {
 public:
  Negotiator(std::string host, BeginNegotiation begin);

  // The next token to send. first: of a new negotiation. Ends at the timeout.
  boost::asio::awaitable<Result<std::string>> next(bool first, std::string from_server,
                                                   Duration timeout);

 private:
  struct Session {
    std::unique_ptr<Negotiation> negotiation;
  };

  const std::string host_;
  const BeginNegotiation begin_;
  IsolatedWorker<Session> worker_;
};

}  // namespace deepalive::probes
