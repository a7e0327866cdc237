#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/spec.h"

namespace deepalive::service {

// Changes to rules as --what-if gives them: "fall=5", "front.fall=5", "grace=1m", separated by
// commas.
class WhatIf {
 public:
  // The error says which part is wrong and what is possible.
  static Result<WhatIf> parse(std::string_view text);

  bool empty() const { return changes_.empty(); }

  // Changes all that the changes speak of in one role.
  void apply(RoleSpec& role);
  // The checks that were named and that no role had; after apply() to all roles.
  std::vector<std::string> unknown_checks() const;

 private:
  struct Change {
    std::string check;  // empty: every check, or the role
    std::size_t key;    // in the list of keys
    std::string value;
    bool applied = false;
  };
  std::vector<Change> changes_;
};

}  // namespace deepalive::service
