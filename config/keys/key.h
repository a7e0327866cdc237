#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "config/keys/value_type.h"

// The configuration's keys with all that is to be known of each: one list, from which unknown keys
// are told from misspelled ones and from those to come, and from which the schema and
// docs/configuration.md are made.
namespace deepalive::config {

struct Key {
  Scope scope = Scope::root;
  bool required = false;
  std::string_view name{};
  ValueType type{};
  std::string_view fallback{};  // the default as a file would say it; empty = none, or elsewhere
  std::string_view text{};      // what it is for, a sentence
  std::string_view refusal{};   // why it cannot be used (yet); empty = it can
};

// Null when the scope has no such key.
const Key* find_key(Scope scope, std::string_view name);

// Those that can be used in a scope, in the order in which they are told of.
std::vector<const Key*> keys_of(Scope scope);
std::vector<std::string_view> usable_keys(Scope scope);

}  // namespace deepalive::config
