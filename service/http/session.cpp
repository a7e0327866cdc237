#include "service/http/session.h"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <utility>

#include "service/http/response.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

HttpReply retry_later(unsigned status, std::string why, Duration after) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(after).count();
  return {.status = status,
          .body = std::move(why),
          .headers = {{"Retry-After", std::to_string(seconds)}}};
}

}  // namespace

Session::Session(tcp::socket socket, const SessionParts& parts)
    : parts_(parts), stream_(std::move(socket)), timer_(stream_.socket().get_executor()) {
  error_code error;
  const auto remote = stream_.socket().remote_endpoint(error);
  if (!error) source_ = remote.address();
  const auto local = stream_.socket().local_endpoint(error);
  if (error) return;
  const auto address = local.address();
  to_loopback_ = address.is_loopback() ||
                 (address.is_v6() && address.to_v6().is_v4_mapped() &&
                  asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback());
}

void Session::expires_after(std::chrono::milliseconds time) {
  late_ = false;
  timer_.expires_after(time);
  timer_.async_wait([weak = weak_from_this()](error_code error) {
    const auto self = weak.lock();
    // It may have expired just before it was set anew.
    if (error || !self || std::chrono::steady_clock::now() < self->timer_.expiry()) return;
    self->late_ = true;
    error_code ignored;
    self->stream_.socket().cancel(ignored);
  });
}

void Session::close() {
  error_code ignored;
  stream_.socket().close(ignored);
  timer_.cancel();
}

asio::awaitable<void> Session::run(std::shared_ptr<Session> self) {
  Session& s = *self;
  const bool begun = co_await s.begin();
  bool keep_alive = begun;
  for (bool first = true; keep_alive && !s.parts_.stopping; first = false) {
    RequestReader reader(s.parts_.limits.header_bytes);
    const Read read = co_await s.read(reader, first);
    if (read == Read::gone || s.parts_.stopping) break;
    const bool understood = read == Read::request;
    HttpReply reply;
    if (understood) {
      s.place_->work();
      s.timer_.cancel();
      reply = co_await s.answer(reader);
    } else if (read == Read::too_slow) {
      reply = {.status = 408, .body = "The request took too long to arrive.\n"};
    } else {
      reply = reader.refusal();
    }
    // Hands shaken by rules that are no longer in force end here.
    keep_alive = understood && reader.keep_alive() && !reader.has_body() &&
                 (reader.is_get() || reader.is_head()) && s.parts_.policy()->tls == s.tls_;
    const bool sent = co_await s.send(std::move(reply), understood ? reader.version() : 11,
                                      keep_alive, understood && reader.is_head());
    if (!sent) break;
    if (!keep_alive) co_await s.linger();
  }
  s.close();
  s.place_.reset();
}

asio::awaitable<bool> Session::begin() {
  tls_ = parts_.policy()->tls;
  if (!tls_) co_return true;
  expires_after(parts_.limits.request);
  const auto handshake = co_await stream_.shake_hands(tls_);
  if (handshake == HttpStream::Handshake::plain_http) {
    HttpReply reply{.status = 400, .body = "Client sent an HTTP request to an HTTPS server.\n"};
    const bool sent = co_await send(std::move(reply), 11, false, false);
    if (sent) co_await linger();
  }
  co_return handshake == HttpStream::Handshake::done;
}

asio::awaitable<Session::Read> Session::read(RequestReader& reader, bool first) {
  place_->wait();
  expires_after(first ? parts_.limits.request : parts_.limits.idle);
  while (true) {
    const bool begun = reader.started();
    switch (reader.take(received_)) {
      case RequestReader::State::done:
        co_return Read::request;
      case RequestReader::State::refused:
        co_return Read::refused;
      case RequestReader::State::more:
        break;
    }
    if (!first && !begun && reader.started()) expires_after(parts_.limits.request);
    error_code error;
    co_await stream_.read_some(received_, error);
    if (!error) continue;
    // One that asked before and has nothing more to ask is not late.
    const bool told = late_ && !parts_.stopping && (first || reader.started());
    co_return told ? Read::too_slow : Read::gone;
  }
}

asio::awaitable<HttpReply> Session::answer(const RequestReader& reader) {
  const std::shared_ptr<const WebPolicy> policy = parts_.policy();
  if (reader.host() && !parts_.hosts.allows(*reader.host(), to_loopback_)) {
    co_return HttpReply{
        .status = 421,
        .body = "This endpoint is not called '" + *reader.host() +
                "'. If it is, add that name to agent.allowed_hosts of its configuration.\n"};
  }
  if (!parts_.rate.allow(policy->rate_limit, std::chrono::steady_clock::now())) {
    co_return retry_later(429, "There are more requests than rate_limit allows.\n",
                          policy->rate_limit.interval);
  }
  if (!policy->users.empty()) {
    HttpReply refusal;
    const bool admitted = co_await admit_user(reader, *policy, refusal);
    if (!admitted) co_return refusal;
  }
  if (!reader.is_get() && !reader.is_head()) {
    co_return HttpReply{.status = 405, .body = "Only GET and HEAD are answered here.\n"};
  }
  if (reader.has_body()) {
    co_return HttpReply{.status = 413, .body = "A request to this endpoint has no body.\n"};
  }
  co_return parts_.handler(reader.request());
}

asio::awaitable<bool> Session::admit_user(const RequestReader& reader, const WebPolicy& policy,
                                          HttpReply& refusal) {
  auto answer = PasswordCheck::Answer::wrong;
  if (const auto credentials = reader.basic_credentials()) {
    answer = co_await parts_.passwords.check(policy.users, *credentials, source_);
  }
  if (answer == PasswordCheck::Answer::busy) {
    refusal = retry_later(503, "Too many passwords are being checked.\n", std::chrono::seconds(1));
  } else if (answer == PasswordCheck::Answer::wrong) {
    refusal = {.status = 401,
               .body = "A user name and a password are needed here.\n",
               .headers = {{"WWW-Authenticate", "Basic realm=\"DeepAlive\", charset=\"UTF-8\""}}};
  }
  co_return answer == PasswordCheck::Answer::right;
}

asio::awaitable<bool> Session::send(HttpReply reply, unsigned version, bool keep_alive,
                                    bool head_only) {
  const auto policy = parts_.policy();
  const HttpResponse response = make_response(reply, version, keep_alive, policy->headers);
  if (!place_->hold(reply.content().size())) co_return false;
  const auto seconds = reply.content().size() / parts_.limits.write_rate;
  expires_after(parts_.limits.write + std::chrono::seconds(seconds));
  const std::string head = head_of(response);
  error_code error;
  co_await stream_.write(head, head_only ? std::string_view() : reply.content(), error);
  co_return !error;
}

// What a client still sends while it was refused would reset the connection when that is closed,
// and take our reply with it.
asio::awaitable<void> Session::linger() {
  place_->wait();
  expires_after(parts_.limits.linger);
  co_await stream_.finish();
  if (late_) co_return;
  error_code error;
  for (std::size_t taken = 0; !error && taken < 16 * parts_.limits.header_bytes;) {
    received_.clear();
    co_await stream_.read_some(received_, error);
    taken += received_.size();
  }
}

}  // namespace deepalive::service
