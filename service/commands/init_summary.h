#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "config/generate/merge.h"
#include "config/generate/role_plan.h"

namespace deepalive::service {

// What 'config init' tells of its work, for people.
struct InitSummary {
  std::string file{};  // empty: it was printed
  bool is_default_file = false;
  bool merged = false;
  config::Plan plan{};
  std::vector<config::UnaskedBinding> unasked{};
};

// The roles, what was left out and why, and what to do next. Long lists are cut; what was cut
// stands in the file.
void print_summary(const InitSummary& summary, std::ostream& out);

}  // namespace deepalive::service
