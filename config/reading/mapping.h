#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/keys/key.h"
#include "config/reading/value.h"

namespace deepalive::config {

// A mapping with a fixed set of keys. Keys outside the set are reported when it is made. The
// readers below leave their target alone, so that it keeps its default, when the key is missing or
// its value is refused.
class Mapping {
 public:
  Mapping(const Value& value, Scope scope);

  // No key was refused: nothing that the author meant is missing.
  bool is_understood() const { return understood_; }

  const Value* find(std::string_view key) const;

  void duration(std::string_view key, Duration& target, Range<Duration> range) const;
  void size(std::string_view key, std::size_t& target, Range<std::size_t> range) const;
  template <class T>
  void number(std::string_view key, T& target, Range<T> range) const;
  void flag(std::string_view key, bool& target) const;
  void file_path(std::string_view key, std::string& target) const;
  template <class E, std::size_t N>
  void choice(std::string_view key, E& target, const std::array<Choice<E>, N>& choices) const;

 private:
  template <class T, class V>
  static void assign(T& target, std::optional<V> value) {
    if (value) target = static_cast<T>(*std::move(value));
  }

  std::vector<Entry> entries_;
  bool understood_ = true;
};

template <class T>
void Mapping::number(std::string_view key, T& target, Range<T> range) const {
  const Range<unsigned> positive{static_cast<unsigned>(range.least),
                                 static_cast<unsigned>(range.most)};
  if (const Value* value = find(key)) assign(target, value->number(positive));
}

template <class E, std::size_t N>
void Mapping::choice(std::string_view key, E& target,
                     const std::array<Choice<E>, N>& choices) const {
  if (const Value* value = find(key)) assign(target, value->choice(choices));
}

}  // namespace deepalive::config
