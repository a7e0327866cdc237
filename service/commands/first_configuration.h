#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/iis_site.h"
#include "core/result.h"

namespace deepalive::service {

struct FirstConfiguration {
  std::string text;
  std::string about;  // what it was made from, in words
};

// What an installation begins with where there is no configuration: a role for each site of this
// IIS, or, where IIS cannot be read or has nothing to look at, no role and a comment that says why
// and what to do. It loads either way. `listen` is agent.listen, empty for its default; `file` is
// where the text will stand. Error: `listen` is no host:port.
Result<FirstConfiguration> first_configuration(Result<std::vector<IisSite>> iis,
                                               const std::string& listen,
                                               const std::filesystem::path& file);

}  // namespace deepalive::service
