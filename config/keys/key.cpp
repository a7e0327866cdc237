#include "config/keys/key.h"

#include <algorithm>
#include <array>

#include "config/keys/tables.h"

namespace deepalive::config {
namespace {

std::array<std::span<const Key>, 4> tables() {
  return {node_keys(), role_keys(), http_keys(), web_keys()};
}

}  // namespace

const Key* find_key(Scope scope, std::string_view name) {
  for (const auto table : tables()) {
    const auto found = std::ranges::find_if(
        table, [&](const Key& key) { return key.scope == scope && key.name == name; });
    if (found != table.end()) return &*found;
  }
  return nullptr;
}

std::vector<const Key*> keys_of(Scope scope) {
  std::vector<const Key*> keys;
  for (const auto table : tables()) {
    for (const Key& key : table) {
      if (key.scope == scope && key.refusal.empty()) keys.push_back(&key);
    }
  }
  return keys;
}

std::vector<std::string_view> usable_keys(Scope scope) {
  std::vector<std::string_view> names;
  for (const Key* key : keys_of(scope)) names.push_back(key->name);
  return names;
}

}  // namespace deepalive::config
