#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "probes/files/folder.h"
#include "probes/finding.h"
#include "probes/iis/iis_state.h"

namespace deepalive::probes {

// The folders of sites as IIS's configuration has them, by the names that were asked for.
using FoldersBySite = std::map<std::string, Result<std::vector<ContentFolder>>, std::less<>>;

// Those of a reading; a reading that failed gives none.
FoldersBySite folders_in(const IisState& reading);

// Looks at each folder of the sites with `problem_of`; the worst decides and is named. Blocks when
// that does.
Finding look_at_content(
    const FoldersBySite& folders, const std::vector<std::string>& sites, const Variables& variables,
    const std::function<std::optional<Finding>(const std::string&)>& problem_of);

}  // namespace deepalive::probes
