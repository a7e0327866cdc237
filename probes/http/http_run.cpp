#include "probes/http/http_run.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <cstring>
#include <utility>

#include "core/units.h"
#include "probes/http/clean_text.h"
#include "probes/http/net_error.h"
#include "probes/http/redirect.h"
#include "probes/http/request.h"
#include "probes/http/response_start.h"

namespace deepalive::probes {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kFirstBuffer = std::size_t{4} * 1024;
// A server that sends one interim answer after the other never comes to the point; nor does one
// that asks for one token after the other.
constexpr unsigned kMostInterimAnswers = 10;
constexpr unsigned kMostTokens = 4;

}  // namespace

HttpRun::HttpRun(std::shared_ptr<const HttpPlan> plan, const asio::any_io_executor& executor,
                 const Clock& clock, const Instant& start, const Instant& begin,
                 HttpEvidence so_far, KeptConnection* kept)
    : plan_(std::move(plan)),
      clock_(clock),
      start_(start),
      now_(begin),
      connection_(executor, clock, start, plan_->timeout),
      kept_(plan_->reuse ? kept : nullptr),
      evidence_(std::move(so_far)) {}

asio::awaitable<Observation> HttpRun::look() {
  const Ending ending = co_await proceed();
  if (!ending && may_keep()) {
    keep();
  } else {
    // All that was asked for is here.
    connection_.hang_up(!peer_closed_);
  }
  co_return conclude(ending);
}

asio::awaitable<HttpRun::Ending> HttpRun::proceed() {
  Ending ending = co_await ask();
  if (!ending && plan_->target && is_redirect(parser_->head().status)) co_return follow();
  if (!ending) ending = plan_->expectation.judge_head(parser_->head());
  if (ending) co_return ending;

  ending = co_await read_body();
  end_phase(&HttpPhases::transfer);
  if (!ending && plan_->expectation.asks_for_body()) {
    ending = plan_->expectation.judge_body(parser_->body());
  }
  co_return ending;
}

asio::awaitable<HttpRun::Ending> HttpRun::ask() {
  Ending ending;
  if (use_kept()) {
    ending = co_await exchange(plan_->request);
    end_phase(&HttpPhases::processing);
    // The server may close just as a request comes (RFC 9112, 9.3.1 and 9.5). That says nothing
    // about it, so the request is sent once more; may_reuse() has seen to it that it may be.
    if (!unheard_) co_return ending;
    leave_kept();
  }
  ending = co_await open();
  if (ending) co_return ending;
  if (plan_->negotiator) {
    ending = co_await negotiate();
  } else {
    ending = co_await exchange(plan_->request);
  }
  end_phase(&HttpPhases::processing);
  co_return ending;
}

asio::awaitable<HttpRun::Ending> HttpRun::open() {
  evidence_.reused = false;
  Ending ending = co_await connection_.resolve(plan_->resolver, plan_->peer, plan_->ip);
  end_phase(&HttpPhases::resolve);
  if (ending) co_return ending;

  ending = co_await connection_.connect(plan_->peer.port);
  end_phase(&HttpPhases::connect);
  made_ = now_.steady;
  if (ending || !plan_->tls) co_return ending;

  ending = co_await handshake();
  end_phase(&HttpPhases::tls);
  co_return ending;
}

asio::awaitable<HttpRun::Ending> HttpRun::handshake() {
  tls_ = std::make_unique<TlsSession>(connection_.socket(), *plan_->tls);
  Ending ending = co_await tls_->shake_hands(connection_, plan_->server_name, plan_->keep);
  show_certificate();
  co_return ending;
}

// The last one's, when redirects led through several.
void HttpRun::show_certificate() {
  evidence_.certificate_not_after = tls_->certificate_end();
  evidence_.tls = tls_->evidence();
}

asio::awaitable<HttpRun::Ending> HttpRun::exchange(const std::string& message) {
  Ending ending = co_await send(message);
  if (!ending) ending = co_await read_head();
  co_return ending;
}

// The first request has a token already; Kerberos needs no other, NTLM one more. Whatever the
// server makes of the last is its answer.
asio::awaitable<HttpRun::Ending> HttpRun::negotiate() {
  std::string from_server;
  for (unsigned round = 0;; ++round) {
    const Duration left = plan_->timeout - (clock_().steady - start_.steady);
    const auto token = co_await plan_->negotiator->next(round == 0, from_server, left);
    if (!token) co_return Finding::own_fault(token.error().where, token.error().reason);
    const std::string message = with_token(plan_->request, *token);
    if (Ending ending = co_await exchange(message)) co_return ending;
    const ResponseHead& head = parser_->head();
    if (head.status != 401 || head.negotiate.empty() || round == kMostTokens)
      co_return std::nullopt;
    from_server = head.negotiate;
    // The next answer begins where this one's body ends.
    if (Ending ending = co_await read_until(plan_->max_body)) co_return ending;
    if (!parser_->is_done() || !parser_->keep_alive()) co_return std::nullopt;
  }
}

asio::awaitable<HttpRun::Ending> HttpRun::send(const std::string& message) {
  error_code error;
  const auto bytes = asio::buffer(message);
  if (tls_) {
    co_await asio::async_write(tls_->stream(), bytes,
                               asio::redirect_error(asio::use_awaitable, error));
  } else {
    co_await asio::async_write(connection_.socket(), bytes,
                               asio::redirect_error(asio::use_awaitable, error));
  }
  if (!error) co_return std::nullopt;
  unheard_ = ended_unheard(error);
  if (connection_.is_timed_out())
    co_return connection_.timed_out(Reason::response_timeout, "the request was not taken");
  if (is_own_fault(error)) co_return own_fault(error);
  co_return Finding::fail(Reason::send_failed, "sending the request: " + text_of(error));
}

asio::awaitable<HttpRun::Ending> HttpRun::read_head() {
  const std::size_t keep =
      std::max(kMaxKeptBody, plan_->expectation.asks_for_body() ? plan_->max_body : 0);
  const bool fields = plan_->expectation.asks_for_fields();
  parser_.emplace(plan_->is_head, keep, fields);
  unsigned interim_answers = 0;
  for (;;) {
    if (Ending ending = filled_ > 0 ? parse() : std::nullopt) co_return ending;
    if (parser_->is_header_done()) {
      if (!parser_->is_interim()) co_return std::nullopt;
      if (++interim_answers > kMostInterimAnswers) {
        co_return Finding::fail(Reason::response_malformed,
                                "one interim answer (1xx) after the other");
      }
      parser_.emplace(plan_->is_head, keep, fields);
      if (filled_ > 0) continue;
    }
    if (Ending ending = co_await receive(Reason::response_timeout)) co_return ending;
  }
}

HttpRun::Ending HttpRun::follow() {
  const ResponseHead& head = parser_->head();
  const HttpTarget& target = *plan_->target;
  const std::string status = "status " + std::to_string(head.status);
  if (evidence_.redirects >= target.follow_redirects) {
    return Finding::fail(Reason::redirect_refused,
                         status + " after " + std::to_string(target.follow_redirects) +
                             " redirects, as many as follow_redirects allows");
  }
  if (head.location.empty()) {
    return Finding::fail(Reason::redirect_refused, status + " without a Location");
  }
  const auto url = resolve_location(target.url, head.location);
  if (!url) {
    return Finding::fail(Reason::redirect_refused,
                         status + ", and its Location cannot be followed: it " + url.error().where);
  }
  auto next = HttpPlan::make(redirected(target, head.status, *url), plan_->timeout, plan_->keep,
                             plan_->contexts, plan_->resolver, plan_->begin);
  if (!next) return Finding::own_fault(next.error().where);
  next_ = *std::move(next);
  ++evidence_.redirects;
  return std::nullopt;
}

asio::awaitable<HttpRun::Ending> HttpRun::read_body() {
  const bool asks_for_body = plan_->expectation.asks_for_body();
  for (;;) {
    const auto announced = parser_->is_done() ? boost::none : parser_->content_length();
    const std::uint64_t size =
        std::max({std::uint64_t{parser_->body_size()}, std::uint64_t{parser_->body().size()},
                  announced.value_or(0)});
    if (asks_for_body && size > plan_->max_body) {
      co_return Finding::fail(Reason::body_too_large,
                              "the body is over max_body (" + format_size(plan_->max_body) + ")");
    }
    if (parser_->is_done()) co_return asks_for_body ? parser_->undecoded() : std::nullopt;
    if (!asks_for_body && parser_->body_size() >= plan_->max_body) co_return std::nullopt;
    if (Ending ending = co_await receive_and_parse()) co_return ending;
  }
}

asio::awaitable<HttpRun::Ending> HttpRun::read_until(std::size_t most) {
  while (!parser_->is_done() && parser_->body_size() < most) {
    if (Ending ending = co_await receive_and_parse()) co_return ending;
  }
  co_return std::nullopt;
}

asio::awaitable<HttpRun::Ending> HttpRun::receive_and_parse() {
  Ending ending = co_await receive(Reason::body_timeout);
  if (!ending && filled_ > 0) ending = parse();
  co_return ending;
}

// Adds what comes next to the buffer, or tells the parser that nothing comes any more.
asio::awaitable<HttpRun::Ending> HttpRun::receive(Reason timeout_reason) {
  if (filled_ == buffer_.size()) {
    if (buffer_.size() >= kMaxResponseHeader) {
      co_return Finding::fail(
          parser_->is_header_done() ? Reason::response_malformed : Reason::header_too_large,
          "a line of the response does not end");
    }
    buffer_.resize(std::max(kFirstBuffer, 2 * buffer_.size()));
  }
  const auto room = asio::buffer(buffer_.data() + filled_, buffer_.size() - filled_);
  error_code error;
  std::size_t received = 0;
  if (tls_) {
    received = co_await tls_->stream().async_read_some(
        room, asio::redirect_error(asio::use_awaitable, error));
  } else {
    received = co_await connection_.socket().async_read_some(
        room, asio::redirect_error(asio::use_awaitable, error));
  }
  filled_ += received;
  heard_ = heard_ || received > 0;
  if (!error) co_return std::nullopt;
  unheard_ = ended_unheard(error);
  if (is_end(error)) {
    peer_closed_ = true;
    co_return parse_end();
  }
  if (connection_.is_timed_out()) {
    co_return connection_.timed_out(timeout_reason, timeout_reason == Reason::response_timeout
                                                        ? "no complete response header"
                                                        : "the body was not complete");
  }
  co_return receive_failed(error);
}

HttpRun::Ending HttpRun::parse() {
  error_code error;
  const std::size_t parsed = parser_->put(asio::const_buffer(buffer_.data(), filled_), error);
  filled_ -= parsed;
  std::memmove(buffer_.data(), buffer_.data() + parsed, filled_);
  if (!error || error == http::error::need_more) return std::nullopt;
  if (error == http::error::header_limit) {
    return Finding::fail(Reason::header_too_large,
                         "the response header is over " + format_size(kMaxResponseHeader));
  }
  return Finding::fail(Reason::response_malformed,
                       "the answer is not valid HTTP: " + text_of(error));
}

HttpRun::Ending HttpRun::parse_end() {
  if (!parser_->got_some()) {
    return Finding::fail(Reason::connection_closed,
                         "the server closed the connection without an answer");
  }
  error_code error;
  parser_->put_eof(error);
  if (parser_->is_done()) return std::nullopt;
  return Finding::fail(Reason::connection_closed,
                       parser_->is_header_done()
                           ? "the server closed the connection after " +
                                 format_size(parser_->body_size()) + " of the body"
                           : "the server closed the connection within the response header");
}

HttpRun::Ending HttpRun::receive_failed(const Code& error) const {
  if (is_own_fault(error)) return own_fault(error);
  if (is_reset(error)) {
    return Finding::fail(Reason::connection_reset, "the server reset the connection");
  }
  // TLS alerts and records that cannot be read.
  return Finding::fail(tls_ ? Reason::tls_failed : Reason::connection_reset,
                       "reading the answer: " + text_of(error));
}

void HttpRun::end_phase(Duration HttpPhases::*phase) {
  const Instant end = clock_();
  evidence_.phases.*phase += end.steady - now_.steady;
  now_ = end;
}

void HttpRun::degrade(Observation& observation) const {
  const auto& end = evidence_.certificate_not_after;
  if (plan_->expiry_degraded && end && *end - observation.time.wall < *plan_->expiry_degraded) {
    observation.degraded = true;
    observation.reason = Reason::certificate_expiring;
    observation.detail += "; the certificate ends " + to_utc_text(*end) + " (degraded within " +
                          format_duration(*plan_->expiry_degraded) + " of it)";
  }
  const auto limit = plan_->latency_degraded;
  if (limit && observation.duration > *limit) {
    observation.degraded = true;
    observation.reason = Reason::slow;
    observation.detail += " after " + format_duration(observation.duration) + " (degraded over " +
                          format_duration(*limit) + ")";
  }
}

Observation HttpRun::conclude(const Ending& ending) {
  Observation observation;
  observation.time = now_;
  observation.duration = now_.steady - start_.steady;
  if (parser_) evidence_.status = parser_->head().status;
  if (parser_) evidence_.body_size = parser_->body_size();
  if (ending) {
    observation.outcome = ending->outcome;
    observation.reason = ending->reason;
    observation.detail = ending->detail;
  } else {
    observation.outcome = Outcome::pass;
    observation.reason = Reason::ok;
    observation.detail = "status " + std::to_string(evidence_.status);
    if (evidence_.redirects > 0) {
      observation.detail += ", redirects: " + std::to_string(evidence_.redirects);
    }
    degrade(observation);
  }
  if (ending || plan_->keep == Keep::everything) {
    evidence_.peer = connection_.peer_text();
    if (evidence_.status != 0) {
      evidence_.response = std::make_shared<const HttpResponseStart>(
          response_start(parser_->head(), parser_->body()));
    }
  }
  observation.http = evidence_;
  return observation;
}

}  // namespace deepalive::probes
