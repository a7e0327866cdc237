#include "config/reading/value.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "config/reading/text.h"
#include "core/nearest.h"
#include "core/units.h"

namespace deepalive::config {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

template <class T, class Format>
std::string must_be(const Text& text, Range<T> range, Format format) {
  return in_quotes(text.written) + " must be " + format(range.least) + " to " + format(range.most);
}

}  // namespace

void Value::wrong_kind(std::string_view expected) const {
  std::string_view got = "text";
  if (node_->kind == Node::Kind::list) got = "a list";
  if (node_->kind == Node::Kind::mapping) got = "a mapping";
  if (node_->kind == Node::Kind::null) got = "nothing";
  error("expected " + std::string(expected) + ", got " + std::string(got));
}

std::optional<Text> Value::text(std::size_t limit, std::string_view expected) const {
  if (node_->kind != Node::Kind::scalar) {
    wrong_kind(expected);
    return std::nullopt;
  }
  Text text{.value = node_->text, .written = node_->text};
  if (has_reference(text.written)) {
    std::string why;
    if (!session_->references.expand(text.written, text.value, why)) {
      error(std::move(why));
      return std::nullopt;
    }
    for (std::string& told : session_->references.take_warnings()) warning(std::move(told));
    text.written = masked_references(text.written);
  }
  if (text.value.size() > limit) {
    error("is " + std::to_string(text.value.size()) + " bytes long, the limit is " +
          std::to_string(limit));
    return std::nullopt;
  }
  return text;
}

std::optional<Text> Value::plain_text(std::string_view expected) const {
  auto read = text(kMaxText, expected);
  if (!read) return std::nullopt;
  if (read->value.empty()) {
    error("is empty");
    return std::nullopt;
  }
  if (has_control_character(read->value)) {
    error("has a control character, such as a line end");
    return std::nullopt;
  }
  return read;
}

std::optional<Duration> Value::duration(Range<Duration> range) const {
  const auto read = text(kMaxText, "a duration such as 5s");
  if (!read) return std::nullopt;
  if (is_digits(read->value)) {
    error(in_quotes(read->written) + " has no unit; write " + printable(read->written) +
          "s for seconds");
    return std::nullopt;
  }
  const auto duration = parse_duration(read->value);
  if (!duration) {
    error(in_quotes(read->written) +
          " is no duration; write a whole number and ms, s, m, h or d, such as 5s");
    return std::nullopt;
  }
  if (*duration < range.least || *duration > range.most) {
    error(must_be(*read, range, format_duration));
    return std::nullopt;
  }
  return duration;
}

std::optional<std::size_t> Value::size(Range<std::size_t> range) const {
  const auto read = text(kMaxText, "a size such as 64KiB");
  if (!read) return std::nullopt;
  const auto size = parse_size(read->value);
  if (!size) {
    error(in_quotes(read->written) +
          " is no size; write a whole number and B, KiB, MiB or GiB, such as 64KiB");
    return std::nullopt;
  }
  if (*size < range.least || *size > range.most) {
    error(must_be(*read, range, format_size));
    return std::nullopt;
  }
  return size;
}

std::optional<unsigned> Value::number(Range<unsigned> range) const {
  const auto read = text(kMaxText, "a whole number");
  if (!read) return std::nullopt;
  unsigned number = 0;
  const char* const end = read->value.data() + read->value.size();
  const auto [stopped, failed] = std::from_chars(read->value.data(), end, number);
  if (failed != std::errc{} || stopped != end || number < range.least || number > range.most) {
    const auto format = [](unsigned value) { return std::to_string(value); };
    error(must_be(*read, range, format) + (is_digits(read->value) ? "" : ", a whole number"));
    return std::nullopt;
  }
  return number;
}

std::optional<bool> Value::flag() const {
  const auto read = text(kMaxText, "true or false");
  if (!read) return std::nullopt;
  if (read->value != "true" && read->value != "false") {
    error(in_quotes(read->written) + " must be true or false");
    return std::nullopt;
  }
  return read->value == "true";
}

std::optional<std::string> Value::file_path() const {
  const auto written = plain_text("a path");
  if (!written) return std::nullopt;
  const auto path =
      (session_->references.folder() / path_from_utf8(written->value)).lexically_normal();
  return utf8_from_path(path);
}

std::optional<std::size_t> Value::choose(std::vector<std::string_view> names) const {
  std::string listed;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) listed += i + 1 == names.size() ? " or " : ", ";
    listed += names[i];
  }
  const auto read = text(kMaxText, listed);
  if (!read) return std::nullopt;
  const auto found = std::ranges::find(names, std::string_view(read->value));
  if (found == names.end()) {
    error(in_quotes(read->written) + " must be " + listed + did_you_mean(read->written, names));
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - names.begin());
}

std::optional<std::vector<Value>> Value::list(std::size_t limit, std::string_view expected) const {
  if (node_->kind != Node::Kind::list) {
    wrong_kind(expected);
    return std::nullopt;
  }
  if (node_->items.size() > limit) {
    error("has " + std::to_string(node_->items.size()) + " items, the limit is " +
          std::to_string(limit));
    return std::nullopt;
  }
  std::vector<Value> values;
  values.reserve(node_->items.size());
  for (std::size_t i = 0; i < node_->items.size(); ++i) {
    values.emplace_back(*session_, *node_->items[i], path_ + "[" + std::to_string(i) + "]");
  }
  return values;
}

std::optional<std::vector<Entry>> Value::mapping(std::string_view expected) const {
  if (node_->kind != Node::Kind::mapping && node_->kind != Node::Kind::null) {
    wrong_kind(expected);
    return std::nullopt;
  }
  std::vector<Entry> entries;
  std::map<std::string_view, std::size_t> lines;
  entries.reserve(node_->entries.size());
  for (const auto& [key, value] : node_->entries) {
    std::string path = path_.empty() ? printable(key->text) : path_ + "." + printable(key->text);
    Entry entry{key->text, key->place, Value(*session_, *value, std::move(path))};
    const auto [known, first] = lines.emplace(key->text, key->place.line + 1);
    if (first) {
      entries.push_back(std::move(entry));
    } else {
      entry.error("is given twice; the first is in line " + std::to_string(known->second));
    }
  }
  return entries;
}

}  // namespace deepalive::config
