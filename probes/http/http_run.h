#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>

#include "core/observation.h"
#include "probes/http/http_plan.h"
#include "probes/http/kept_connection.h"
#include "probes/http/response_parser.h"
#include "probes/http/tls_session.h"
#include "probes/tcp/connection.h"

namespace deepalive::probes {

// One request of an HTTP probe, from look-up to verdict. Lives in the coroutine that runs it; all
// on its executor.
//
// The deadline is the connection's: a phase whose operation fails asks it whether that was why.
class HttpRun {
 public:
  // The deadline counts from `start`. so_far: of the answers that led here by redirects, the last
  // of which came at `begin`. kept: where the check keeps its connection, if it does; outlives
  // this.
  HttpRun(std::shared_ptr<const HttpPlan> plan, const boost::asio::any_io_executor& executor,
          const Clock& clock, const Instant& start, const Instant& begin, HttpEvidence so_far,
          KeptConnection* kept);
  HttpRun(const HttpRun&) = delete;
  HttpRun& operator=(const HttpRun&) = delete;

  // Once, and at once after start. Throws only for what the agent itself lacks.
  boost::asio::awaitable<Observation> look();
  // What is to be asked next instead of what look() gave; null when that stands.
  const std::shared_ptr<const HttpPlan>& next() const { return next_; }

 private:
  using Code = boost::system::error_code;
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  // The phases, in their order. Each returns null, or why the probe ends here.
  using Ending = Connection::Ending;
  Awaitable<Ending> proceed();
  Awaitable<Ending> ask();   // until the answer's header is there
  Awaitable<Ending> open();  // a new connection
  Awaitable<Ending> handshake();
  Awaitable<Ending> negotiate();
  Awaitable<Ending> exchange(const std::string& message);  // one request, and the answer's header
  Awaitable<Ending> send(const std::string& message);
  Awaitable<Ending> read_head();
  Awaitable<Ending> read_body();
  // Makes a plan for where the answer leads to, or says why nobody can follow.
  Ending follow();

  Awaitable<Ending> receive(Reason timeout_reason);
  // Of the body.
  Awaitable<Ending> receive_and_parse();
  // The rest of it, if it is not larger than this.
  Awaitable<Ending> read_until(std::size_t most);
  Ending parse();
  Ending parse_end();

  bool use_kept();
  void leave_kept();
  // Not a byte of an answer came, and that was neither the deadline's fault nor ours.
  bool ended_unheard(const Code& error) const;
  bool may_keep() const;
  void keep();

  Ending receive_failed(const Code& error) const;
  void show_certificate();
  void end_phase(Duration HttpPhases::*phase);
  Observation conclude(const Ending& ending);
  // A pass that is worse than it should be.
  void degrade(Observation& observation) const;

  const std::shared_ptr<const HttpPlan> plan_;
  const Clock& clock_;
  const Instant start_;
  Instant now_;  // the end of the phase before

  Connection connection_;
  std::unique_ptr<TlsSession> tls_;  // on the connection's socket; null = plain
  KeptConnection* const kept_;       // null: nothing is kept
  TimePoint made_{};                 // the connection
  bool heard_ = false;               // a byte of an answer
  bool unheard_ = false;             // the server ended the connection before
  bool peer_closed_ = false;

  std::optional<ResponseParser> parser_;
  std::string buffer_;
  std::size_t filled_ = 0;  // of buffer_; not yet parsed
  HttpEvidence evidence_;
  std::shared_ptr<const HttpPlan> next_;
};

}  // namespace deepalive::probes
