#include "config/reading/mapping.h"

#include <algorithm>

#include "core/nearest.h"

namespace deepalive::config {

Mapping::Mapping(const Value& value, Scope scope) {
  auto entries = value.mapping("a mapping (key: value)");
  if (!entries) {
    understood_ = false;
    return;
  }
  for (Entry& entry : *entries) {
    const Key* key = find_key(scope, entry.key);
    if (key != nullptr && key->refusal.empty()) {
      entries_.push_back(std::move(entry));
      continue;
    }
    understood_ = false;
    entry.error(key != nullptr ? std::string(key->refusal)
                               : "unknown key" + did_you_mean(entry.key, usable_keys(scope)));
  }
}

const Value* Mapping::find(std::string_view key) const {
  const auto found = std::ranges::find(entries_, key, &Entry::key);
  return found == entries_.end() ? nullptr : &found->value;
}

void Mapping::duration(std::string_view key, Duration& target, Range<Duration> range) const {
  if (const Value* value = find(key)) assign(target, value->duration(range));
}

void Mapping::size(std::string_view key, std::size_t& target, Range<std::size_t> range) const {
  if (const Value* value = find(key)) assign(target, value->size(range));
}

void Mapping::flag(std::string_view key, bool& target) const {
  if (const Value* value = find(key)) assign(target, value->flag());
}

void Mapping::file_path(std::string_view key, std::string& target) const {
  if (const Value* value = find(key)) assign(target, value->file_path());
}

}  // namespace deepalive::config
