#include "tests/unit/service/served_endpoint.h"

#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <future>

#include "core/url.h"

namespace deepalive::service {

namespace asio = boost::asio;
using asio::ip::tcp;

ServedEndpoint::ServedEndpoint(HttpLimits limits, HttpAccess access, HttpHandler handler) {
  std::promise<std::string> address;
  auto listening = address.get_future();
  if (!handler) {
    handler = [](const HttpRequest& request) {
      return HttpReply{.body = "you asked for " + std::string(request.target)};
    };
  }
  server_ = std::make_unique<HttpServer>(
      context_, std::vector<std::string>{"127.0.0.1:0"}, std::move(handler),
      HttpServer::Events{.listening = [&](const std::string& text) { address.set_value(text); }},
      limits, std::move(access));
  server_->start();
  thread_ = std::thread([this] { context_.run(); });
  const auto place = parse_host_port(listening.get());
  address_ = {asio::ip::make_address(place->host), *place->port};
}

ServedEndpoint::~ServedEndpoint() {
  asio::post(context_, [this] { server_->stop(); });
  thread_.join();
}

tcp::socket ServedEndpoint::connect() {
  tcp::socket socket(client_);
  socket.connect(address_);
  return socket;
}

void ServedEndpoint::send(tcp::socket& socket, std::string_view text) {
  boost::system::error_code error;
  asio::write(socket, asio::buffer(text), error);
}

std::string ServedEndpoint::rest(tcp::socket& socket) {
  std::string response;
  boost::system::error_code error;
  asio::read(socket, asio::dynamic_buffer(response), error);
  return response;
}

std::string ServedEndpoint::exchange(std::string_view request) {
  tcp::socket socket = connect();
  send(socket, request);
  return rest(socket);
}

std::string ServedEndpoint::get(std::string_view header_lines) {
  return exchange("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                  std::string(header_lines) + "\r\n");
}

}  // namespace deepalive::service
