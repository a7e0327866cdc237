#pragma once

#include <string>
#include <vector>

namespace deepalive::docs {

// A part of a reference page that is made from a list of the code.
struct Part {
  std::string page;   // from the tree's root: docs/reasons.md
  std::string begin;  // how the comment begins behind which it stands …
  std::string end;    // … and the one before which it ends
  std::string text;
};

std::vector<Part> reference_parts();

}  // namespace deepalive::docs
