#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/observation.h"
#include "probes/http/http_plan.h"
#include "probes/http/response_parser.h"

namespace deepalive::probes {

// One run of an HTTP probe, from look-up to verdict. Lives in the coroutine that runs it; all on
// its executor.
//
// The deadline is one timer that closes the socket beneath whatever waits for it; a phase that
// finds timed_out_ set knows why its operation was aborted.
class HttpRun {
 public:
  HttpRun(std::shared_ptr<const HttpPlan> plan, const boost::asio::any_io_executor& executor,
          const Clock& clock, const Instant& start);
  HttpRun(const HttpRun&) = delete;
  HttpRun& operator=(const HttpRun&) = delete;

  // Once, and at once after start. Throws only for what the agent itself lacks.
  boost::asio::awaitable<Observation> look();

 private:
  using Code = boost::system::error_code;
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  // The phases, in their order. Each returns null, or why the probe ends here.
  using Ending = std::optional<Finding>;
  Awaitable<Ending> proceed();
  Awaitable<Ending> resolve();
  Awaitable<Ending> connect();
  Awaitable<Ending> handshake();
  Awaitable<Ending> request();
  Awaitable<Ending> read_head();
  Awaitable<Ending> read_body();

  Awaitable<Ending> receive(Reason timeout_reason);
  Ending parse();
  Ending parse_end();

  void close_at(TimePoint deadline);
  void on_timer();
  Ending timed_out(Reason reason, const std::string& waited_for) const;
  Ending receive_failed(const Code& error) const;
  void end_phase(Duration HttpPhases::*phase);
  void hang_up();
  Observation conclude(const Ending& ending);

  const std::shared_ptr<const HttpPlan> plan_;
  const Clock& clock_;
  const Instant start_;
  Instant now_;  // the end of the phase before
  const TimePoint deadline_;

  boost::asio::steady_timer timer_;
  boost::asio::ip::tcp::socket socket_;
  PeerCertificate peer_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
  bool timed_out_ = false;
  bool agent_was_late_ = false;
  bool peer_closed_ = false;

  std::optional<ResolveAnswer> answer_;
  std::vector<boost::asio::ip::address> addresses_;
  std::optional<ResponseParser> parser_;
  std::string buffer_;
  std::size_t filled_ = 0;  // of buffer_; not yet parsed
  HttpEvidence evidence_;

  // What timers and look-ups hold of this run, weakly: it may end before they do.
  const std::shared_ptr<HttpRun*> link_;
};

}  // namespace deepalive::probes
