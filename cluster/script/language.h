#pragma once

#include <string>
#include <string_view>

namespace deepalive::cluster {

// A language's parts of a Generic Script, with {{placeholders}}; lines end in \n.
struct Language {
  std::string (*literal)(std::string_view utf8);
  std::string_view script;
  std::string_view fixed_policy;  // one of these two follows the script
  std::string_view basic_policy;
  // Into the basic policy, where the configuration names no pools.
  std::string_view pools_of_site;
  std::string_view want_pools;
  // A line of the basic policy for each {{name}}.
  std::string_view service;
  std::string_view site;
  std::string_view app_pool;
};

const Language& vbscript();
const Language& jscript();

}  // namespace deepalive::cluster
