#include "probes/files/content.h"

#include <set>
#include <utility>

#include "probes/iis/item_kind.h"

namespace deepalive::probes {

FoldersBySite folders_in(const IisState& reading) {
  FoldersBySite folders;
  for (const auto& [name, found] : reading.site_names) {
    if (found.index) {
      folders.emplace(name, reading.sites.at(*found.index).folders);
    } else {
      folders.emplace(name, not_found_error(kSiteItem, name, found));
    }
  }
  return folders;
}

Finding look_at_content(
    const FoldersBySite& folders, const std::vector<std::string>& sites, const Variables& variables,
    const std::function<std::optional<Finding>(const std::string&)>& problem_of) {
  std::optional<Finding> worst;
  std::set<std::string> seen;
  std::size_t good = 0;
  const auto note = [&worst](Finding problem) {
    if (!worst || (worst->outcome != Outcome::fail && problem.outcome == Outcome::fail)) {
      worst = std::move(problem);
    }
  };
  for (const std::string& site : sites) {
    const auto known = folders.find(site);
    if (known == folders.end()) {
      note(Finding::own_fault("the folders of " + quoted(kSiteItem, site) + " are not known yet",
                              Reason::not_observed));
      continue;
    }
    if (!known->second) {
      note(Finding::own_fault("the folders of " + quoted(kSiteItem, site) +
                                  " are not known: " + known->second.error().where,
                              known->second.error().reason));
      continue;
    }
    if (known->second->empty()) {
      note(Finding::own_fault(quoted(kSiteItem, site) + " has no folder", Reason::path_unreadable));
    }
    for (const ContentFolder& folder : *known->second) {
      const auto path = expand_variables(folder.path, variables);
      if (!path) {
        note(Finding::own_fault(path.error().where, path.error().reason));
        continue;
      }
      if (!seen.insert(*path).second) continue;
      auto problem = problem_of(*path);
      if (!problem) {
        ++good;
        continue;
      }
      std::string where = "'" + *path + "', " + folder.url_path + " of " + quoted(kSiteItem, site);
      if (!folder.user_name.empty()) where += ", which IIS reads as " + folder.user_name;
      problem->detail = where + ": " + problem->detail;
      note(*std::move(problem));
    }
  }
  if (!worst) {
    return {.outcome = Outcome::pass,
            .reason = Reason::ok,
            .detail = good == 1 ? "the folder can be read"
                                : "all " + std::to_string(good) + " folders can be read"};
  }
  if (seen.size() > 1) {
    worst->detail +=
        " (" + std::to_string(good) + " of " + std::to_string(seen.size()) + " can be read)";
  }
  return *std::move(worst);
}

}  // namespace deepalive::probes
