#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/as_written.h"
#include "config/limits.h"
#include "config/reading/choice.h"
#include "config/reading/problem_list.h"
#include "config/reading/references.h"
#include "config/reading/tree.h"
#include "core/time.h"

namespace deepalive::config {

// What all readers of one load share.
struct Session {
  ProblemList& problems;
  References& references;
  AsWritten& as_written;
};

// A scalar's text with its references put in.
struct Text {
  std::string value;
  std::string written;  // shown in errors: a value from a reference may be a secret
  bool referenced() const { return value != written; }
};

struct Entry;

// One node of the file with its path. Each reader gives the value in the type asked for, or reports
// the problem at the node's place and gives none. Refers to the tree and the session; cheap to
// copy.
class Value {
 public:
  Value(Session& session, const Node& node, std::string path)
      : session_(&session), node_(&node), path_(std::move(path)) {}

  // `expected` completes "expected …, got …".
  std::optional<Text> text(std::size_t limit = kMaxText, std::string_view expected = "text") const;
  // Text that is not empty and has no control characters.
  std::optional<Text> plain_text(std::string_view expected = "text") const;
  std::optional<Duration> duration(Range<Duration> range) const;
  std::optional<std::size_t> size(Range<std::size_t> range) const;
  std::optional<unsigned> number(Range<unsigned> range) const;
  std::optional<bool> flag() const;
  // An absolute path; relative ones start at the file's folder.
  std::optional<std::string> file_path() const;
  template <class E, std::size_t N>
  std::optional<E> choice(const std::array<Choice<E>, N>& choices) const;

  std::optional<std::vector<Value>> list(std::size_t limit, std::string_view expected) const;
  // In file order; keys given twice are reported and left out. Nothing at all is an empty mapping.
  std::optional<std::vector<Entry>> mapping(std::string_view expected) const;

  void error(std::string text) const { report(Severity::error, node_->place, std::move(text)); }
  void warning(std::string text) const { report(Severity::warning, node_->place, std::move(text)); }

  const std::string& path() const { return path_; }
  Place place() const { return node_->place; }
  Session& session() const { return *session_; }

 private:
  void report(Severity severity, Place place, std::string text) const {
    session_->problems.add(severity, place, path_, std::move(text));
  }
  void wrong_kind(std::string_view expected) const;
  std::optional<std::size_t> choose(std::vector<std::string_view> names) const;

  Session* session_;
  const Node* node_;
  std::string path_;
};

struct Entry {
  std::string key;
  Place place;  // of the key
  Value value;

  // About the key: a mapping's own place is that of its first key, a line below.
  void error(std::string text) const { report(Severity::error, std::move(text)); }
  void warning(std::string text) const { report(Severity::warning, std::move(text)); }

 private:
  void report(Severity severity, std::string text) const {
    value.session().problems.add(severity, place, value.path(), std::move(text));
  }
};

template <class E, std::size_t N>
std::optional<E> Value::choice(const std::array<Choice<E>, N>& choices) const {
  std::vector<std::string_view> names;
  for (const auto& choice : choices) names.push_back(choice.name);
  const auto chosen = choose(std::move(names));
  if (!chosen) return std::nullopt;
  return choices[*chosen].value;
}

}  // namespace deepalive::config
