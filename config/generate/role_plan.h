#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/generate/site_probes.h"
#include "config/unique_names.h"
#include "core/iis_site.h"

// Which sites of an IIS become roles, and what each of these looks at.
namespace deepalive::config {

struct PlannedCheck {
  std::string name;
  SiteProbe probe;
};

struct PlannedRole {
  std::string name;
  std::string site;  // as IIS spells it
  std::uint32_t site_id = 0;
  std::string app_pools;  // for people
  std::vector<PlannedCheck> checks;
  std::vector<Unprobed> unprobed;
  std::size_t probes_left_out = 0;
  std::size_t unread_bindings = 0;
  // Set not to start by itself, and stopped: taken for out of use. Were it a role, it would be dead
  // on every node from the first look; so it is written as a comment only.
  bool out_of_use = false;
};

struct SiteLeftOut {
  std::string site;  // for people
  std::string why;
};

struct Plan {
  std::vector<PlannedRole> roles;
  std::vector<SiteLeftOut> left_out;
};

// `asked_for`: somebody named these sites, so none of them is out of use. `names` holds those of
// roles that exist already, in small letters, and then the new ones too.
Plan plan_roles(const std::vector<IisSite>& sites, bool asked_for, UniqueNames& names);

}  // namespace deepalive::config
