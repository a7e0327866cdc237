#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/result.h"
#include "core/time.h"
#include "service/pipe/pipe_access.h"
#include "service/pipe/pipe_client.h"

namespace deepalive::service {

// A client's end of a pipe, blocking with a deadline; the platform's part of pipe_client.h. Not
// thread-safe.
class ClientPipe {
 public:
  // Gives no pipe whose other end is not to be trusted.
  static Result<ClientPipe> open(const PipeAddress& address, PipeAccess access, TimePoint deadline);

  std::optional<Error> write(std::string_view bytes, TimePoint deadline);
  // How many bytes came; 0 = the other end has closed.
  Result<std::size_t> read(std::span<char> space, TimePoint deadline);

  ClientPipe(ClientPipe&& other) noexcept;
  ~ClientPipe();

 private:
  struct Native;
  explicit ClientPipe(std::unique_ptr<Native> native);

  std::unique_ptr<Native> native_;
};

}  // namespace deepalive::service
