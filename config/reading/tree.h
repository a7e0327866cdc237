#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "config/reading/problem_list.h"

namespace deepalive::config {

// A node of a parsed YAML file: what yaml-cpp's own nodes would be, plus a place for empty values,
// and with double keys kept so that they can be reported.
struct Node {
  enum class Kind : std::uint8_t { null, scalar, list, mapping };

  Kind kind = Kind::null;
  Place place;
  bool flow = false;  // of a list or mapping: written in [ ] or { }
  std::string text;   // of a scalar, as written
  std::vector<const Node*> items;
  std::vector<std::pair<const Node*, const Node*>>
      entries;           // key (always a scalar) and value, in file order
  std::size_t size = 1;  // nodes in it, aliases in full
};

// Owns its nodes. An alias is the anchor's node itself, so a tree can be much larger to walk than
// in memory: root->size bounds the walk.
struct Tree {
  std::deque<Node> nodes;
  const Node* root = nullptr;
};

// Parses one document within kMaxDepth and kMaxNodes. Without a root there is an error among the
// problems. The text is valid UTF-8 without a byte order mark.
Tree parse_tree(const std::string& text, ProblemList& problems);

}  // namespace deepalive::config
