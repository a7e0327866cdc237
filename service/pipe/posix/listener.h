#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <optional>
#include <string>

#include "core/result.h"
#include "service/pipe/pipe_access.h"

namespace deepalive::service {

using PipeStream = boost::asio::local::stream_protocol::socket;

void close_now(PipeStream& stream);

// A Unix-domain socket in the file system, for its owner only. The kernel queues clients, so one
// accept is enough.
class PipeListener {
 public:
  static constexpr std::size_t kSlots = 1;

  PipeListener(boost::asio::io_context& context, std::string address, PipeAccess access);
  ~PipeListener() { close(); }

  // Replaces the file of a process that is gone; one that somebody listens on is taken.
  std::optional<Error> open();
  boost::asio::awaitable<PipeStream> accept(std::size_t slot, boost::system::error_code& error);
  void close();

 private:
  std::string path_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
};

}  // namespace deepalive::service
