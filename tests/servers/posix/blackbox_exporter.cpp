#include "tests/servers/posix/blackbox_exporter.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <cctype>
#include <cstdio>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace deepalive::testing {
namespace {

namespace asio = boost::asio;

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    char buffer[4];
    std::snprintf(buffer, sizeof buffer, "%%%02X", static_cast<unsigned char>(c));
    result += std::isalnum(static_cast<unsigned char>(c)) != 0 ? std::string(1, c) : buffer;
  }
  return result;
}

// The response to one GET, header and all.
std::string get(std::uint16_t port, const std::string& target) {
  asio::io_context context;
  asio::ip::tcp::socket socket(context);
  socket.connect({asio::ip::address_v4::loopback(), port});
  asio::write(socket, asio::buffer("GET " + target + " HTTP/1.0\r\n\r\n"));
  std::string response;
  boost::system::error_code end;
  asio::read(socket, asio::dynamic_buffer(response), end);
  return response;
}

}  // namespace

BlackboxExporter::BlackboxExporter(const std::string& modules) {
  folder_.write("blackbox.yml", modules);
  process_ = std::make_unique<ChildProcess>(
      ChildProcess::Plan{.command = {"/usr/bin/prometheus-blackbox-exporter",
                                     "--config.file=" + (folder_.path() / "blackbox.yml").string(),
                                     "--web.listen-address=127.0.0.1:0"},
                         .package = "prometheus-blackbox-exporter"});
  const std::string line = process_->wait_for("address=127.0.0.1:");
  port_ = static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind(':') + 1)));
}

std::map<std::string, double, std::less<>> BlackboxExporter::probe(
    const std::string& module, const std::string& target) const {
  const std::string response =
      get(port_, "/probe?module=" + escaped(module) + "&target=" + escaped(target));
  if (response.find(" 200 ") > response.find('\n')) {
    throw std::runtime_error("blackbox_exporter on " + target + ": " + response);
  }
  std::istringstream lines(response.substr(response.find("\r\n\r\n") + 4));
  std::map<std::string, double, std::less<>> metrics;
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.find(' ');
    if (line.starts_with('#') || line.find('{') < space || space == line.npos) continue;
    metrics[line.substr(0, space)] = std::stod(line.substr(space + 1));
  }
  if (!metrics.contains("probe_success")) {
    throw std::runtime_error("blackbox_exporter on " + target + " says no probe_success");
  }
  return metrics;
}

}  // namespace deepalive::testing
