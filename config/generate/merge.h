#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/environment.h"
#include "config/generate/config_text.h"
#include "config/problem.h"

namespace deepalive::config {

struct UnaskedBinding {
  std::string role;
  std::string site;
  std::string binding;  // for people
};

struct Merged {
  // What was there, byte for byte, and within it the new roles; empty when nothing is to be added.
  // It loads.
  std::string text;
  Plan plan;  // of the sites that no role had
  // Of the others: what an http or https check of their role does not ask. Only told, since to
  // leave it out may well have been meant.
  std::vector<UnaskedBinding> unasked;
  // Errors of the file as it is, or why nothing can be added to it and what to do: then there is no
  // text.
  std::vector<Problem> problems;
};

// Adds a role to an existing configuration for each site that has none (names compared without
// case, as far as ASCII goes), at the end of its `roles:`. Sites that are out of use stay out of
// it.
Merged merge_roles(std::string_view text, const std::filesystem::path& file,
                   const Environment& environment, const FoundIis& iis);

}  // namespace deepalive::config
