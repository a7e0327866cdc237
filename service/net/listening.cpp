#include "service/net/listening.h"

#include <boost/asio/error.hpp>
#include <optional>

#include "core/url.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

std::optional<tcp::endpoint> to_endpoint(const std::string& text, error_code& error) {
  const auto place = parse_host_port(text);
  if (!place || !place->port) {
    // parse_host_port knows no port 0, which asks the system for a free one.
    const auto colon = text.rfind(':');
    if (colon == text.npos || text.substr(colon) != ":0") {
      error = asio::error::invalid_argument;
      return std::nullopt;
    }
    const auto host = parse_host_port(text.substr(0, colon));
    const auto address = asio::ip::make_address(host ? host->host : "", error);
    return error ? std::nullopt : std::optional(tcp::endpoint(address, 0));
  }
  const auto address = asio::ip::make_address(place->host, error);
  return error ? std::nullopt : std::optional(tcp::endpoint(address, *place->port));
}

void open(tcp::acceptor& acceptor, const tcp::endpoint& endpoint, error_code& error) {
  acceptor.open(endpoint.protocol(), error);
  if (error) return;
#ifdef _WIN32
  // Windows lets a second process take a port that is in use unless the first asks for it alone.
  using ExclusiveAddress = asio::detail::socket_option::boolean<SOL_SOCKET, SO_EXCLUSIVEADDRUSE>;
  acceptor.set_option(ExclusiveAddress(true), error);
#else
  acceptor.set_option(tcp::acceptor::reuse_address(true), error);
#endif
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
}

}  // namespace

error_code listen_on(tcp::acceptor& acceptor, const std::string& address) {
  error_code error;
  const auto endpoint = to_endpoint(address, error);
  if (endpoint) open(acceptor, *endpoint, error);
  if (error) {
    error_code ignored;
    acceptor.close(ignored);
  }
  return error;
}

std::string local_address(const tcp::acceptor& acceptor) {
  error_code error;
  const auto local = acceptor.local_endpoint(error);
  const std::string host = local.address().to_string();
  return (local.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(local.port());
}

}  // namespace deepalive::service
