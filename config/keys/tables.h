#pragma once

#include <span>
#include <string_view>

#include "config/keys/key.h"
#include "config/keys/value_type.h"

// The parts of the list of keys, and what their tables are written with.
namespace deepalive::config {

std::span<const Key> node_keys();  // agent, iis, defaults
std::span<const Key> role_keys();  // roles, checks but http, groups
std::span<const Key> http_keys();
std::span<const Key> web_keys();  // agent.web_config's file

// A key needs its facts: without a sentence this does not compile.
consteval Key key(Scope scope, std::string_view name, const ValueType& type,
                  std::string_view fallback, std::string_view text) {
  if (text.size() < 10) throw "say what the key is for";
  return {.scope = scope, .name = name, .type = type, .fallback = fallback, .text = text};
}
// One without which its section says nothing.
consteval Key needed(Scope scope, std::string_view name, const ValueType& type,
                     std::string_view text) {
  Key made = key(scope, name, type, "", text);
  made.required = true;
  return made;
}
consteval Key refused(Scope scope, std::string_view name, std::string_view why) {
  return {.scope = scope, .name = name, .refusal = why};
}

inline constexpr std::string_view kNamePattern = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";
inline constexpr std::string_view kTokenPattern = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
inline constexpr ValueType kPlainText = text();
inline constexpr ValueType kNameType = text("name", kNamePattern);

}  // namespace deepalive::config
