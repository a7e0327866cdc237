#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace deepalive::bench {

// A client of the pipe that blocks, as the cluster's is. Throws std::runtime_error.
class BlockingClient {
 public:
  explicit BlockingClient(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect to " + path + ": " + std::strerror(errno));
    }
  }
  ~BlockingClient() { ::close(socket_); }
  BlockingClient(const BlockingClient&) = delete;
  BlockingClient& operator=(const BlockingClient&) = delete;

  void ask(std::string_view line) const {
    if (::write(socket_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) fail();
    char buffer[4096];
    do {
      const ssize_t count = ::read(socket_, buffer, sizeof buffer);
      if (count <= 0) fail();
      if (buffer[count - 1] == '\n') return;
    } while (true);
  }

 private:
  [[noreturn]] static void fail() { throw std::runtime_error("the server went away"); }
  int socket_;
};

}  // namespace deepalive::bench
