#include "service/pipe/posix/listener.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "service/pipe/posix/socket_path.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;

Error to_error(const std::string& path, const error_code& error, const char* doing) {
  return {Reason::agent_unreachable, error.value(), path + ": " + doing + ": " + error.message()};
}

// The process that made the socket's other end listen: " (process 4242)". Empty when the system
// does not say.
std::string holder(stream_protocol::socket& client) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(client.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return {};
  return peer.pid > 0 ? " (process " + std::to_string(peer.pid) + ")" : "";
}

// Removes what a process that is gone has left at path.
std::optional<Error> clear(asio::io_context& context, const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return std::nullopt;
  if (!S_ISSOCK(found.st_mode)) {
    return Error{Reason::agent_unreachable, 0,
                 path + ": is in the way and not a socket; remove it"};
  }
  stream_protocol::socket probe(context);
  error_code error;
  probe.open({}, error);
  probe.non_blocking(true, error);
  probe.connect(path, error);
  if (error != asio::error::connection_refused) {
    return Error{Reason::agent_unreachable, error.value(),
                 path + ": another process listens there" + (error ? "" : holder(probe)) +
                     "; end it or use another data_dir"};
  }
  ::unlink(path.c_str());
  return std::nullopt;
}

}  // namespace

void close_now(PipeStream& stream) {
  error_code ignored;
  stream.close(ignored);
}

PipeListener::PipeListener(asio::io_context& context, std::string address, PipeAccess)
    : path_(std::move(address)), acceptor_(context) {}

std::optional<Error> PipeListener::open() {
  if (auto error = check_socket_path(path_)) return error;
  auto& context = static_cast<asio::io_context&>(acceptor_.get_executor().context());
  if (auto error = clear(context, path_)) return error;
  error_code error;
  stream_protocol::acceptor acceptor(context);
  acceptor.open({}, error);
  if (error) return to_error(path_, error, "no socket");
  acceptor.bind(path_, error);
  if (error) return to_error(path_, error, "cannot be created");
  // Before listen() nobody can connect, so nobody slips in before the mode is set.
  if (::chmod(path_.c_str(), S_IRUSR | S_IWUSR) != 0) {
    return to_error(path_, {errno, boost::system::system_category()}, "mode cannot be set");
  }
  acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return to_error(path_, error, "cannot be listened on");
  acceptor_ = std::move(acceptor);
  return std::nullopt;
}

asio::awaitable<PipeStream> PipeListener::accept(std::size_t, error_code& error) {
  co_return co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
}

void PipeListener::close() {
  if (!acceptor_.is_open()) return;
  error_code ignored;
  acceptor_.close(ignored);
  ::unlink(path_.c_str());
}

}  // namespace deepalive::service
