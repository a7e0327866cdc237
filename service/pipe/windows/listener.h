#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/windows/stream_handle.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "service/pipe/pipe_access.h"

namespace deepalive::service {

using PipeStream = boost::asio::windows::stream_handle;

// The client can still read what has been written. (Not so after DisconnectNamedPipe.)
void close_now(PipeStream& stream);

// A named pipe of this machine, for SYSTEM and Administrators only. Several instances listen at any
// time, since a script that finds none free fails at once; each is replaced before its client is
// served.
class PipeListener {
 public:
  static constexpr std::size_t kSlots = 4;

  PipeListener(boost::asio::io_context& context, std::string address, PipeAccess access);
  ~PipeListener() { close(); }

  // Fails when another process has created a pipe of this name, whoever it is.
  std::optional<Error> open();
  boost::asio::awaitable<PipeStream> accept(std::size_t slot, boost::system::error_code& error);
  void close();

 private:
  boost::system::error_code create(PipeStream& instance);

  boost::asio::io_context& context_;
  const std::string address_;
  const PipeAccess access_;
  bool open_ = false;
  std::vector<PipeStream> slots_;  // the instances that wait for a client
};

}  // namespace deepalive::service
