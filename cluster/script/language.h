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
};

const Language& vbscript();
const Language& jscript();

}  // namespace deepalive::cluster
