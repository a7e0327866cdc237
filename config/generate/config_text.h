#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/generate/role_plan.h"
#include "core/iis_site.h"

namespace deepalive::config {

// What a configuration is made from.
struct FoundIis {
  std::vector<IisSite> sites;
  bool asked_for = false;      // somebody named them
  std::string simulated_file;  // as to be written; empty: the node's own IIS
  std::string listen{};        // agent.listen; empty: its default
};

struct Generated {
  std::string text;
  Plan plan;            // what is in it, and what is not
  std::string refusal;  // why there is no text, and what to do; else empty
};

// A whole configuration for these sites, which loads and can be run. None where there is nothing to
// look at, or more than a configuration holds.
Generated config_text(const FoundIis& iis);

// The lines, each behind so many blanks; empty ones stay empty.
std::string indented(const std::vector<std::string>& lines, std::size_t blanks,
                     std::string_view line_end);

// Roles that are not out of use.
std::size_t live_roles(const Plan& plan);

}  // namespace deepalive::config
