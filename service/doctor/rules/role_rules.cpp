#include "config/reading/text.h"
#include "core/nearest.h"
#include "service/doctor/rules/rules.h"

namespace deepalive::service::doctor::rules {
namespace {

struct Names {
  std::vector<std::string> right;
  std::vector<std::string> other_case;  // "'shop' is spelled 'Shop' in IIS"
  std::vector<std::string> missing;     // "'shoop'; did you mean 'Shop'?"
  std::optional<Error> doubt;
};

// What IIS makes of the names of a role.
template <class Items>
Names names_in(const probes::FoundByName& found, const Items& items,
               const std::vector<std::string>& wanted) {
  Names names;
  for (const std::string& name : wanted) {
    const auto known = found.find(name);
    if (known == found.end()) continue;
    const probes::Found& one = known->second;
    if (one.index) {
      const std::string& spelled = items.at(*one.index).name;
      if (spelled == name) {
        names.right.push_back(quote(name));
      } else {
        names.other_case.push_back(quote(name) + " is " + quote(spelled) + " in IIS");
      }
    } else if (one.doubt) {
      names.doubt = one.doubt;
    } else {
      names.missing.push_back(
          quote(name) + (one.nearest.empty() ? "" : " (did you mean " + quote(one.nearest) + "?)"));
    }
  }
  return names;
}

Judgement judge(const Names& names, const std::string& what, const Facts& facts) {
  if (!names.missing.empty()) {
    return fail("IIS has no " + what + " " + joined(names.missing),
                "write the name as IIS Manager shows it in " + facts.agent.config_file +
                    ", or create it on this node: it must exist on every node");
  }
  if (names.doubt) return could_not_look(*names.doubt);
  if (!names.other_case.empty()) {
    return warning(joined(names.other_case),
                   "write it as IIS does: we and IIS compare without case, but the article's "
                   "script does not, and takes such a name for missing");
  }
  if (names.right.empty()) return ok("the role names none");
  return ok(joined(names.right) + ", spelled as in IIS");
}

}  // namespace

Judgement site(const Facts& facts, const RoleFacts& role) {
  if (!facts.iis) return could_not_look(facts.iis.error());
  return judge(names_in(facts.iis->site_names, facts.iis->sites, role.role.sites), "site", facts);
}

Judgement app_pool(const Facts& facts, const RoleFacts& role) {
  if (!facts.iis) return could_not_look(facts.iis.error());
  std::vector<std::string> wanted = role.role.app_pools;
  if (wanted.empty()) {
    for (const std::string& name : role.role.sites) {
      const auto found = facts.iis->site_names.find(name);
      if (found == facts.iis->site_names.end() || !found->second.index) continue;
      const auto& pools = facts.iis->sites.at(*found->second.index).app_pools;
      if (!pools) return could_not_look(pools.error());
      wanted.insert(wanted.end(), pools->begin(), pools->end());
    }
    if (wanted.empty()) return could_not_look("the pools of its sites are not known");
  }
  return judge(names_in(facts.iis->app_pool_names, facts.iis->app_pools, wanted),
               "application pool", facts);
}

Judgement content(const Facts&, const RoleFacts& role) {
  if (!role.content) return could_not_look(role.content.error());
  const probes::Finding& seen = *role.content;
  if (seen.outcome == Outcome::pass) return ok(seen.detail);
  if (seen.outcome == Outcome::indeterminate) return could_not_look(seen.detail);
  if (role.role.placement == Placement::cluster && seen.reason == Reason::path_missing) {
    return warning(seen.detail,
                   "right on a node that does not have the role's disk now; on the one that has "
                   "it, set the site's physical path to a folder on that disk");
  }
  return fail(seen.detail,
              "set the site's physical path in IIS Manager (Advanced Settings) to a "
              "folder that is there");
}

}  // namespace deepalive::service::doctor::rules
