#include "probes/files/folder.h"

#include <cstdlib>

namespace deepalive::probes {

std::optional<std::string> environment_variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

Result<std::string> expand_variables(const std::string& path, const Variables& variables) {
  std::string expanded;
  for (std::size_t at = 0; at < path.size();) {
    const auto end = path[at] == '%' ? path.find('%', at + 1) : path.npos;
    if (end == path.npos || end == at + 1) {
      expanded += path[at++];
      continue;
    }
    const std::string name = path.substr(at + 1, end - at - 1);
    const auto value = variables(name);
    if (!value) {
      return Error{Reason::path_unreadable, 0,
                   "'" + path + "': the environment variable " + name + " is not set"};
    }
    expanded += *value;
    at = end + 1;
  }
  return expanded;
}

}  // namespace deepalive::probes
