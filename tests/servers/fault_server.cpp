#include "tests/servers/fault_server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <mutex>
#include <thread>

namespace deepalive::testing {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket&>;
using boost::system::error_code;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Plays one connection. Every way in which the peer ends it comes as an exception and ends the
// coroutine.
template <class Stream>
class Session {
 public:
  Session(Stream& stream, tcp::socket& socket) : stream_(stream), socket_(socket) {}

  asio::awaitable<SeenRequest> read_request() {
    std::string bytes;
    const std::size_t head = co_await asio::async_read_until(
        stream_, asio::dynamic_buffer(bytes, std::size_t{1} << 20), "\r\n\r\n", use_awaitable);
    SeenRequest request{.head = bytes.substr(0, head), .body = bytes.substr(head), .sni = {}};
    std::size_t length = 0;
    const std::string announced = request.header("Content-Length");
    std::from_chars(announced.data(), announced.data() + announced.size(), length);
    const std::size_t come = request.body.size();
    if (length > come) {
      request.body.resize(length);
      co_await asio::async_read(stream_, asio::buffer(request.body.data() + come, length - come),
                                use_awaitable);
    }
    co_return request;
  }

  asio::awaitable<void> play(const Step& step) {
    return std::visit([this](const auto& one) { return play(one); }, step);
  }

 private:
  asio::awaitable<void> play(const step::Send& send) {
    co_await asio::async_write(stream_, asio::buffer(send.bytes), use_awaitable);
  }

  asio::awaitable<void> play(const step::Drip& drip) {
    asio::steady_timer timer(socket_.get_executor());
    for (const char& byte : drip.bytes) {
      co_await asio::async_write(stream_, asio::buffer(&byte, 1), use_awaitable);
      timer.expires_after(drip.pause);
      co_await timer.async_wait(use_awaitable);
    }
  }

  asio::awaitable<void> play(const step::Flood& flood) {
    for (;;) co_await asio::async_write(stream_, asio::buffer(flood.bytes), use_awaitable);
  }

  asio::awaitable<void> play(const step::Hear&) {
    char byte = 0;
    co_await stream_.async_read_some(asio::buffer(&byte, 1), use_awaitable);
  }

  asio::awaitable<void> play(const step::Hold&) {
    char byte = 0;
    for (;;) co_await socket_.async_read_some(asio::buffer(&byte, 1), use_awaitable);
  }

  asio::awaitable<void> play(const step::Read&) { co_return; }  // the server's affair

  asio::awaitable<void> play(const step::Renegotiate&) {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      SSL_renegotiate(stream_.native_handle());
      co_await stream_.async_handshake(asio::ssl::stream_base::server, use_awaitable);
    }
    co_return;
  }

  asio::awaitable<void> play(const step::EndSending&) {
    socket_.shutdown(tcp::socket::shutdown_send);
    co_return;
  }

  asio::awaitable<void> play(const step::Reset&) {
    socket_.set_option(asio::socket_base::linger(true, 0));
    socket_.close();
    co_return;
  }

  Stream& stream_;
  tcp::socket& socket_;
};

}  // namespace

class FaultServer::Impl {
 public:
  Impl(Behaviour behaviour, const FaultServerOptions& options)
      : address_(asio::ip::make_address(options.address)),
        acceptor_(context_, tcp::endpoint(address_, options.port)),
        port_(acceptor_.local_endpoint().port()),
        behaviour_(std::move(behaviour)) {
    if (options.tls) {
      tls_.emplace(asio::ssl::context::tls_server);
      tls_->use_certificate_chain(asio::buffer(options.tls->certificate));
      tls_->use_private_key(asio::buffer(options.tls->key), asio::ssl::context::pem);
      if (!options.client_authority.empty()) {
        tls_->add_certificate_authority(asio::buffer(options.client_authority));
        tls_->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
      }
      if (options.tls_1_2_at_most) {
        SSL_CTX_set_max_proto_version(tls_->native_handle(), TLS1_2_VERSION);
      }
    }
    asio::co_spawn(context_, accept(), asio::detached);
    thread_ = std::thread([this] { context_.run(); });
  }

  ~Impl() {
    context_.stop();
    thread_.join();
  }

  asio::awaitable<void> accept() {
    for (;;) {
      tcp::socket socket = co_await acceptor_.async_accept(use_awaitable);
      ++connections_;
      asio::co_spawn(context_, serve(std::move(socket)), asio::detached);
    }
  }

  asio::awaitable<void> serve(tcp::socket socket) {
    const Behaviour behaviour = current();
    const std::shared_ptr<void> counted(nullptr, [this](void*) { ++ended_; });
    if (!tls_) {
      co_await talk(socket, socket, behaviour, "");
      co_return;
    }
    TlsStream stream(socket, *tls_);
    co_await stream.async_handshake(asio::ssl::stream_base::server, use_awaitable);
    const char* sni = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
    co_await talk(stream, socket, behaviour, sni == nullptr ? "" : sni);
  }

  template <class Stream>
  asio::awaitable<void> talk(Stream& stream, tcp::socket& socket, const Behaviour& behaviour,
                             std::string sni) {
    Session session(stream, socket);
    if (behaviour.reads_request) co_await read(session, sni);
    for (const Step& step : behaviour.steps) {
      if (std::holds_alternative<step::Read>(step)) {
        co_await read(session, sni);
      } else {
        co_await session.play(step);
      }
    }
  }

  template <class Stream>
  asio::awaitable<void> read(Session<Stream>& session, const std::string& sni) {
    SeenRequest request = co_await session.read_request();
    request.sni = sni;
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
  }

  Behaviour current() const {
    const std::lock_guard lock(mutex_);
    return behaviour_;
  }

  std::atomic<std::size_t> ended_{0};  // connections that the context still has end with it
  asio::io_context context_{1};
  const asio::ip::address address_;
  tcp::acceptor acceptor_;
  const std::uint16_t port_;
  std::optional<asio::ssl::context> tls_;
  std::atomic<std::size_t> connections_{0};
  mutable std::mutex mutex_;
  Behaviour behaviour_;
  std::vector<SeenRequest> requests_;
  std::thread thread_;
};

FaultServer::FaultServer(Behaviour behaviour, FaultServerOptions options)
    : impl_(std::make_unique<Impl>(std::move(behaviour), options)) {}

FaultServer::~FaultServer() = default;

void FaultServer::behave(Behaviour behaviour) {
  const std::lock_guard lock(impl_->mutex_);
  impl_->behaviour_ = std::move(behaviour);
}

std::uint16_t FaultServer::port() const { return impl_->port_; }

std::string FaultServer::url(std::string_view target) const {
  const std::string address = impl_->address_.to_string();
  return (impl_->tls_ ? "https://" : "http://") +
         (impl_->address_.is_v6() ? "[" + address + "]" : address) + ":" +
         std::to_string(impl_->port_) + std::string(target);
}

std::vector<SeenRequest> FaultServer::requests() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->requests_;
}

std::size_t FaultServer::connections() const { return impl_->connections_; }

std::size_t FaultServer::open_connections() const {
  const std::size_t ended = impl_->ended_;  // first: none ends before it was accepted
  return impl_->connections_ - ended;
}

std::string http_response(unsigned status, std::string_view body, std::string_view more_headers) {
  std::string response = "HTTP/1.1 " + std::to_string(status) + " Whatever\r\n";
  response += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  response += more_headers;
  return response.append("\r\n").append(body);
}

std::string SeenRequest::header(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    rest.remove_prefix(std::min(rest.size(), line.size() + 2));
    const auto colon = line.find(':');
    if (colon == line.npos || !std::ranges::equal(line.substr(0, colon), name, {}, lower, lower)) {
      continue;
    }
    const auto value = line.find_first_not_of(' ', colon + 1);
    return value == line.npos ? std::string() : std::string(line.substr(value));
  }
  return {};
}

class ClosedPort::Impl {
 public:
  explicit Impl(const std::string& address)
      : acceptor_(context_, tcp::endpoint(asio::ip::make_address(address), 0).protocol()) {
    acceptor_.bind(tcp::endpoint(asio::ip::make_address(address), 0));
  }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  asio::io_context context_;
  tcp::acceptor acceptor_;  // never told to listen
};

ClosedPort::ClosedPort(const std::string& address) : impl_(std::make_unique<Impl>(address)) {}

ClosedPort::~ClosedPort() = default;

std::uint16_t ClosedPort::port() const { return impl_->port(); }

bool can_listen(const std::string& address) {
  asio::io_context context;
  const tcp::endpoint endpoint(asio::ip::make_address(address), 0);
  tcp::acceptor acceptor(context);
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.bind(endpoint, error);
  return !error;
}

}  // namespace deepalive::testing
