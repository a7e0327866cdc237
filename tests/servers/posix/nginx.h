#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/servers/posix/child_process.h"
#include "tests/servers/temporary_folder.h"

namespace deepalive::testing {

// Sockets that listen on free ports of 127.0.0.1, for a server that inherits them: nobody else can
// take a port between its choice and its use, and whoever connects early waits.
class ListeningSockets {
 public:
  explicit ListeningSockets(std::size_t count);
  ~ListeningSockets();
  ListeningSockets(const ListeningSockets&) = delete;
  ListeningSockets& operator=(const ListeningSockets&) = delete;

  const std::vector<int>& descriptors() const { return descriptors_; }
  const std::vector<std::uint16_t>& ports() const { return ports_; }

 private:
  std::vector<int> descriptors_;
  std::vector<std::uint16_t> ports_;
};

// Debian's nginx, one worker, with a configuration of its own. Answers when it is constructed.
class Nginx {
 public:
  using Ports = std::vector<std::uint16_t>;

  // servers: the `server` blocks for so many ports of 127.0.0.1. Files in it are named from the
  // folder, which outlives this. Throws std::runtime_error with nginx's own words.
  Nginx(const TemporaryFolder& folder, std::size_t ports,
        const std::function<std::string(const Ports&)>& servers);

  std::uint16_t port(std::size_t index = 0) const { return ports_.at(index); }
  pid_t id() const { return process_->id(); }

 private:
  Ports ports_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace deepalive::testing
