#pragma once

#include <sys/un.h>

#include <optional>
#include <string>

#include "core/result.h"

namespace deepalive::service {

inline constexpr std::size_t kMaxSocketPath = sizeof(sockaddr_un::sun_path) - 1;

// Why a socket cannot have this path; none if it can.
inline std::optional<Error> check_socket_path(const std::string& path) {
  if (path.size() <= kMaxSocketPath) return std::nullopt;
  return Error{Reason::agent_unreachable, 0,
               path + ": a socket's path has at most " + std::to_string(kMaxSocketPath) +
                   " bytes, this one has " + std::to_string(path.size()) +
                   "; use a shorter data_dir"};
}

}  // namespace deepalive::service
