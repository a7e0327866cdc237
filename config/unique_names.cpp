#include "config/unique_names.h"

#include "core/protocol.h"

namespace deepalive::config {

std::string UniqueNames::add(std::string_view name) {
  std::string candidate(name.substr(0, protocol::kMaxName));
  for (int copy = 2; !names_.insert(candidate).second; ++copy) {
    const std::string suffix = "-" + std::to_string(copy);
    candidate = std::string(name.substr(0, protocol::kMaxName - suffix.size())) + suffix;
  }
  return candidate;
}

}  // namespace deepalive::config
