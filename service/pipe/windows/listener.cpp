#include "service/pipe/windows/listener.h"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/windows/overlapped_ptr.hpp>
#include <utility>

#include "core/protocol.h"
#include "probes/windows/error_text.h"
#include "probes/windows/utf8.h"
#include "service/pipe/windows/pipe_holder.h"
#include "service/pipe/windows/pipe_security.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kMaxPipeName = 256;  // characters, the prefix included
// An answer line fits, so that writing one never waits for its reader.
constexpr DWORD kBuffer = 2 * protocol::kMaxLine;
// Control answers may be large; with a small buffer their reader is woken for every few bytes.
constexpr DWORD kControlOutBuffer = 64 * 1024;

error_code last_error() {
  return {static_cast<int>(GetLastError()), boost::system::system_category()};
}

// Completes when a client is there. Ends by cancel() on the stream, which must come before its
// close().
template <class Token>
auto async_connect(PipeStream& stream, Token&& token) {
  return asio::async_initiate<Token, void(error_code)>(
      [&stream](auto handler) {
        asio::windows::overlapped_ptr operation(
            stream.get_executor(),
            [handler = std::move(handler)](const error_code& error, std::size_t) mutable {
              std::move(handler)(error);
            });
        const BOOL done = ConnectNamedPipe(stream.native_handle(), operation.get());
        const DWORD error = GetLastError();
        if (done || error == ERROR_IO_PENDING) {
          operation.release();  // its completion comes through the port
        } else if (error == ERROR_PIPE_CONNECTED) {
          operation.complete({}, 0);  // the client was quicker
        } else {
          operation.complete({static_cast<int>(error), boost::system::system_category()}, 0);
        }
      },
      token);
}

std::string why_not_created(const error_code& error, const std::string& address, bool first) {
  switch (error.value()) {
    case ERROR_ACCESS_DENIED:
      if (!first)
        return "this account may not serve it; run the agent as a service or as administrator";
      [[fallthrough]];
    case ERROR_PIPE_BUSY: {
      const std::string holder = pipe_holder(address);
      return "another process has created a pipe of this name" +
             (holder.empty() ? "" : " (" + holder + ")") + "; end it or choose another agent.pipe";
    }
    default:
      return "cannot be created: " +
             windows::system_message(static_cast<std::uint32_t>(error.value()));
  }
}

}  // namespace

void close_now(PipeStream& stream) {
  error_code ignored;
  stream.cancel(ignored);
  stream.close(ignored);
}

PipeListener::PipeListener(asio::io_context& context, std::string address, PipeAccess access)
    : context_(context), address_(std::move(address)), access_(access) {
  for (std::size_t slot = 0; slot < kSlots; ++slot) slots_.emplace_back(context_);
}

error_code PipeListener::create(PipeStream& instance) {
  SECURITY_ATTRIBUTES* const security = pipe_security();
  if (!security) return {ERROR_NOT_ENOUGH_MEMORY, boost::system::system_category()};
  // While none of ours listens, the name may have been taken by somebody else, even after we once
  // had it.
  const bool first =
      std::ranges::none_of(slots_, [](const PipeStream& slot) { return slot.is_open(); });
  const bool control = access_ == PipeAccess::control;
  const HANDLE handle =
      CreateNamedPipeW(windows::to_wide(address_).c_str(),
                       (control ? PIPE_ACCESS_DUPLEX : PIPE_ACCESS_OUTBOUND) |
                           FILE_FLAG_OVERLAPPED | (first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0),
                       PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
                       PIPE_UNLIMITED_INSTANCES, control ? kControlOutBuffer : kBuffer,
                       control ? kBuffer : 0, 0, security);
  if (handle == INVALID_HANDLE_VALUE) return last_error();
  error_code error;
  instance.assign(handle, error);
  if (error) CloseHandle(handle);
  return error;
}

std::optional<Error> PipeListener::open() {
  if (address_.size() > kMaxPipeName) {
    return Error{Reason::agent_unreachable, 0,
                 address_ + ": a pipe's name has at most " + std::to_string(kMaxPipeName) +
                     " characters; use a shorter agent.pipe"};
  }
  open_ = true;
  bool first = true;
  for (PipeStream& slot : slots_) {
    if (const error_code error = create(slot)) {
      close();
      return Error{Reason::agent_unreachable, error.value(),
                   address_ + ": " + why_not_created(error, address_, first)};
    }
    first = false;
  }
  return std::nullopt;
}

asio::awaitable<PipeStream> PipeListener::accept(std::size_t slot, error_code& error) {
  PipeStream& waiting = slots_[slot];
  if (!open_) error = asio::error::operation_aborted;
  if (!error && !waiting.is_open()) error = create(waiting);
  if (error) co_return PipeStream(context_);
  co_await async_connect(waiting, asio::redirect_error(asio::use_awaitable, error));
  // close() was called meanwhile: nothing is to listen any more, even if a client came.
  if (!open_) error = asio::error::operation_aborted;
  // A client that came and went before anyone looked (ERROR_NO_DATA) has used the instance up like
  // any other.
  const bool came_and_went = error.value() == ERROR_NO_DATA;
  if (error && !came_and_went) {
    close_now(waiting);
    co_return PipeStream(context_);
  }
  PipeStream connected = std::exchange(waiting, PipeStream(context_));
  // Failing here is no loss of the client: the next accept() on this slot tries again, and reports.
  create(waiting);
  error = {};
  co_return connected;
}

void PipeListener::close() {
  open_ = false;
  for (PipeStream& slot : slots_) {
    if (slot.is_open()) close_now(slot);
  }
}

}  // namespace deepalive::service
