#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

// What the configuration of IIS says about a site: enough to write a configuration of ours from it.
// Plain values; read once, when somebody asks for them, and never by the agent.
namespace deepalive {

struct IisBinding {
  std::string protocol;     // http, https, ftp, net.tcp, …
  std::string information;  // of http, https and ftp: "address:port:host"
  std::uint32_t ssl_flags = 0;
  // Of https: whether IIS has a certificate for it. None: it could not be told.
  std::optional<bool> has_certificate;
};

// Bits of IisBinding::ssl_flags.
inline constexpr std::uint32_t kSslServerName = 1;    // SNI: the name decides the certificate
inline constexpr std::uint32_t kSslCentralStore = 2;  // which comes from a share, by name
inline constexpr std::size_t kMaxIisBindings = 1000;  // of one site; more are counted

struct IisSite {
  std::string name;  // as IIS spells it
  std::uint32_t id = 0;
  bool auto_start = true;
  bool started = true;  // right now; false also when it could not be told
  Result<std::vector<IisBinding>> bindings = std::vector<IisBinding>{};
  std::size_t unread_bindings = 0;  // beyond kMaxIisBindings
  // Of its applications, in their order, each once.
  Result<std::vector<std::string>> app_pools = std::vector<std::string>{};
};

}  // namespace deepalive
