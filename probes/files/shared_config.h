#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/spec.h"
#include "probes/finding.h"

namespace deepalive::probes {

inline constexpr std::size_t kMaxRedirectionFile = std::size_t{1} << 20;       // bytes
inline constexpr std::size_t kMaxApplicationHostFile = std::size_t{16} << 20;  // bytes
inline constexpr std::size_t kMaxXmlDepth = 100;  // elements within each other

// What redirection.config says.
struct Redirection {
  bool enabled = false;
  std::string path;       // the folder of the shared files; may hold %NAME%
  std::string user_name;  // as whom IIS reads them; empty = as this computer
};
Result<Redirection> parse_redirection(std::string_view xml);

// Why the bytes are no applicationHost.config, if so.
std::optional<Error> application_host_problem(std::string_view xml);

// Whether Offline Files, which would keep a copy of a share on this node, is on. An error where
// that cannot be seen. Whether the shared configuration is among the copies cannot be seen here.
Result<bool> offline_files_are_on();

// Looks at the shared configuration: redirection is on, the share is there, applicationHost.config
// on it parses. Parses a file again only when its size or time has changed. look() blocks for as
// long as the share hangs, and may be called while an earlier call still does.
class SharedConfig {
 public:
  // The folder of redirection.config, UTF-8.
  SharedConfig(std::string folder, SharedConfigTarget target);
  ~SharedConfig();

  Finding look() const;

 private:
  struct Parsed;

  Finding look_at_share(const std::string& folder, const Redirection& redirection) const;

  const std::string folder_;
  const SharedConfigTarget target_;
  const std::unique_ptr<Parsed> parsed_;  // what the last look found
};

}  // namespace deepalive::probes
