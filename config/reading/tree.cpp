#include "config/reading/tree.h"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string_view>

#include "config/limits.h"
#include "config/reading/text.h"

namespace deepalive::config {
namespace {

Place place_of(const YAML::Mark& mark) {
  return {static_cast<std::size_t>(std::max(mark.line, 0)),
          static_cast<std::size_t>(std::max(mark.column, 0))};
}

// Leaves yaml-cpp's parser from within one of its events.
struct Refused {
  Place place;
  std::string text;
};

class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(Tree& tree) : tree_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (started_) throw Refused{place_of(mark), "a second document begins here; a file holds one"};
    started_ = true;
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    complete(make(Node::Kind::null, mark), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Refused{place_of(mark), "an alias inside its own anchor"};
    count(found->second->size, place_of(mark));
    attach(found->second);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    Node& node = make(Node::Kind::scalar, mark);
    node.text = value;
    complete(node, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(Node::Kind::list, mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Node::Kind::mapping, mark, tag, anchor, style);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node* node;
    YAML::anchor_t anchor;
    const Node* key = nullptr;  // of a mapping: waits for its value
  };

  // "?" and "!" are the parser's own marks for plain and quoted text.
  static void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") {
      throw Refused{place_of(mark), "a tag (!…) has no meaning here; remove it"};
    }
  }

  void count(std::size_t nodes, Place place) {
    nodes_ += nodes;
    if (nodes_ > kMaxNodes) {
      throw Refused{place, "more than " + std::to_string(kMaxNodes) +
                               " values up to here, each use of an alias counted in full"};
    }
  }

  Node& make(Node::Kind kind, const YAML::Mark& mark) {
    count(1, place_of(mark));
    Node& node = tree_.nodes.emplace_back();
    node.kind = kind;
    node.place = place_of(mark);
    return node;
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style) {
    refuse_tag(mark, tag);
    if (open_.size() == kMaxDepth) {
      throw Refused{place_of(mark), "more than " + std::to_string(kMaxDepth) +
                                        " lists and mappings within each other"};
    }
    open_.push_back({&make(kind, mark), anchor});
    open_.back().node->flow = style == YAML::EmitterStyle::Flow;
  }

  void close() {
    const Open closed = open_.back();
    open_.pop_back();
    complete(*closed.node, closed.anchor);
  }

  void complete(Node& node, YAML::anchor_t anchor) {
    // The parser's mark of nothing is that of whatever comes next, maybe lines below.
    if (node.kind == Node::Kind::null && !open_.empty()) {
      const Open& parent = open_.back();
      node.place = parent.key != nullptr ? parent.key->place : node.place;
    }
    if (anchor != YAML::NullAnchor) anchors_[anchor] = &node;
    attach(&node);
  }

  void attach(const Node* node) {
    if (open_.empty()) {
      tree_.root = node;
      return;
    }
    Open& parent = open_.back();
    parent.node->size += node->size;
    if (parent.node->kind == Node::Kind::list) {
      parent.node->items.push_back(node);
    } else if (parent.key != nullptr) {
      parent.node->entries.emplace_back(parent.key, node);
      parent.key = nullptr;
    } else if (node->kind == Node::Kind::scalar) {
      parent.key = node;
    } else {
      throw Refused{node->place, "a key must be text"};
    }
  }

  Tree& tree_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, const Node*> anchors_;
  std::size_t nodes_ = 0;
  bool started_ = false;
};

// YAML counts indentation in blanks only, which the parser's own words do not tell.
bool is_indented_by_tab(std::string_view text, std::size_t line) {
  for (; line > 0; --line) {
    const auto end = text.find('\n');
    if (end == text.npos) return false;
    text.remove_prefix(end + 1);
  }
  const auto first = text.find_first_not_of(' ');
  return first != text.npos && text[first] == '\t';
}

}  // namespace

Tree parse_tree(const std::string& text, ProblemList& problems) {
  Tree tree;
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    TreeBuilder builder(tree);
    while (parser.HandleNextDocument(builder)) {
    }
    return tree;
  } catch (const Refused& refused) {
    problems.add(Severity::error, refused.place, "", refused.text);
  } catch (const YAML::Exception& error) {
    const Place place = place_of(error.mark);
    const bool tab = is_indented_by_tab(text, place.line);
    problems.add(
        Severity::error, place, "",
        "invalid YAML: " + printable(error.msg, kMaxShownPath) +
            (tab ? "; the line is indented by a tab, which YAML forbids: use blanks" : ""));
  }
  tree.root = nullptr;
  return tree;
}

}  // namespace deepalive::config
