#include "service/pipe/client_pipe.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "service/pipe/posix/socket_path.h"

namespace deepalive::service {
namespace {

using std::chrono::steady_clock;

Error unreachable(const std::string& path, int code, const std::string& what) {
  return {Reason::agent_unreachable, code, path + ": " + what};
}

Error system_error(const std::string& path, int code) {
  if (code == ENOENT || code == ECONNREFUSED) {
    return unreachable(path, code, "no agent listens there; start it (deepalive run)");
  }
  return unreachable(path, code, std::system_category().message(code));
}

Error too_late(const std::string& path) {
  return unreachable(path, ETIMEDOUT, "no answer within the time allowed");
}

// Until the socket is ready for events. False: too late.
bool wait_for(int socket, short events, TimePoint deadline) {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd one{socket, events, 0};
    const int ready = ::poll(&one, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // the call that follows tells the error
  }
}

// The other end must run as this user or as root, who could do everything anyway.
bool is_trusted(int socket) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         (peer.uid == ::geteuid() || peer.uid == 0);
}

}  // namespace

struct ClientPipe::Native {
  Native(int descriptor, std::string name) : socket(descriptor), path(std::move(name)) {}
  ~Native() { ::close(socket); }
  Native(const Native&) = delete;
  Native& operator=(const Native&) = delete;

  const int socket;
  const std::string path;
};

ClientPipe::ClientPipe(std::unique_ptr<Native> native) : native_(std::move(native)) {}
ClientPipe::ClientPipe(ClientPipe&& other) noexcept = default;
ClientPipe::~ClientPipe() = default;

Result<ClientPipe> ClientPipe::open(const PipeAddress& address, PipeAccess, TimePoint deadline) {
  const std::string& path = address.path;
  if (auto error = check_socket_path(path)) return *error;
  sockaddr_un place{};
  place.sun_family = AF_UNIX;
  std::memcpy(place.sun_path, path.c_str(), path.size());
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return system_error(path, errno);
  auto native = std::make_unique<Native>(socket, path);
  while (::connect(socket, reinterpret_cast<const sockaddr*>(&place), sizeof(place)) != 0) {
    // The queue of clients is full; there is nothing to wait upon.
    if (errno != EAGAIN && errno != EINTR) return system_error(path, errno);
    if (steady_clock::now() >= deadline) return too_late(path);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  if (!is_trusted(socket)) {
    return Error{Reason::agent_not_trusted, 0,
                 path + ": whoever listens there is neither this user nor root"};
  }
  return ClientPipe(std::move(native));
}

std::optional<Error> ClientPipe::write(std::string_view bytes, TimePoint deadline) {
  while (!bytes.empty()) {
    if (!wait_for(native_->socket, POLLOUT, deadline)) return too_late(native_->path);
    const auto sent = ::send(native_->socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno != EAGAIN && errno != EINTR) {
      return system_error(native_->path, errno);
    }
  }
  return std::nullopt;
}

Result<std::size_t> ClientPipe::read(std::span<char> space, TimePoint deadline) {
  while (true) {
    if (!wait_for(native_->socket, POLLIN, deadline)) return too_late(native_->path);
    const auto count = ::recv(native_->socket, space.data(), space.size(), 0);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EAGAIN && errno != EINTR) return system_error(native_->path, errno);
  }
}

}  // namespace deepalive::service
