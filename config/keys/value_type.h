#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/keys/scope.h"
#include "config/limits.h"
#include "config/reading/choice.h"

// What may stand behind a key, as far as one value alone can tell. The readers in sections/ decide;
// this is what they decide by, said in a form that the schema and the reference are made from.
namespace deepalive::config {

struct ValueType {
  enum class Shape : std::uint8_t {
    section,   // a mapping with the keys of `scope`
    by_name,   // a mapping of `item`, with keys like `pattern`
    list,      // `least` to `most` of `item`
    text,      // like `pattern`; written as a number `least` to `most`
    word,      // one of `words`
    flag,      // true or false
    number,    // `least` to `most`
    duration,  // the same in milliseconds
    size,      // the same in bytes
  };

  Shape shape = Shape::text;
  Scope scope = Scope::root;
  const ValueType* item = nullptr;
  const ValueType* first = nullptr;  // of list: its first item, where that is another one
  Words words = nullptr;
  // A regular expression that the whole text matches, in what ECMA-262, Perl and Python share.
  // Empty = any text.
  std::string_view pattern{};
  std::string_view what{};   // the value in a word or two, where the shape does not say it
  std::string_view other{};  // one more word that may stand there: "false" for a number
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  bool may_be_empty = false;  // of text
};

// Makers of them. A list's or mapping's item has to live as long as the program.
constexpr ValueType section(Scope scope) {
  return {.shape = ValueType::Shape::section, .scope = scope};
}
constexpr ValueType by_name(const ValueType& item, std::string_view pattern, std::string_view what,
                            std::size_t most) {
  return {.shape = ValueType::Shape::by_name,
          .item = &item,
          .pattern = pattern,
          .what = what,
          .most = most};
}
constexpr ValueType list(const ValueType& item, std::size_t least, std::size_t most) {
  return {.shape = ValueType::Shape::list, .item = &item, .least = least, .most = most};
}
constexpr ValueType list(const ValueType& first, const ValueType& item, std::size_t most) {
  ValueType made = list(item, 1, most);
  made.first = &first;
  return made;
}
constexpr ValueType text(std::string_view what = "text", std::string_view pattern = "") {
  return {.pattern = pattern, .what = what};
}
constexpr ValueType any_text(std::string_view what = "text") {
  return {.what = what, .may_be_empty = true};
}
constexpr ValueType path() { return text("path"); }
constexpr ValueType regular_expression() { return text("regular expression"); }
constexpr ValueType word(Words words) { return {.shape = ValueType::Shape::word, .words = words}; }
constexpr ValueType flag() { return {.shape = ValueType::Shape::flag}; }
template <std::integral T>
constexpr ValueType number(Range<T> range, std::string_view other = "") {
  return {.shape = ValueType::Shape::number,
          .other = other,
          .least = static_cast<std::uint64_t>(range.least),
          .most = static_cast<std::uint64_t>(range.most)};
}
constexpr ValueType duration(Range<Duration> range, std::string_view other = "") {
  const auto milliseconds = [](Duration value) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(value).count());
  };
  return {.shape = ValueType::Shape::duration,
          .other = other,
          .least = milliseconds(range.least),
          .most = milliseconds(range.most)};
}
constexpr ValueType size(Range<std::size_t> range) {
  return {.shape = ValueType::Shape::size, .least = range.least, .most = range.most};
}

// "duration, 10ms to 1d", "one of any, 4, 6", "list of names".
std::string describe(const ValueType& type);

}  // namespace deepalive::config
