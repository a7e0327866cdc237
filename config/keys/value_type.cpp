#include "config/keys/value_type.h"

#include <chrono>
#include <vector>

#include "core/units.h"

namespace deepalive::config {
namespace {

std::string between(std::string_view name, const std::string& least, const std::string& most) {
  return std::string(name) + ", " + least + " to " + most;
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

std::string plain(const ValueType& type) {
  using Shape = ValueType::Shape;
  const auto milliseconds = [](std::uint64_t value) {
    return format_duration(std::chrono::milliseconds(value));
  };
  switch (type.shape) {
    case Shape::section:
      return "mapping";
    case Shape::by_name:
      return "mapping by " + std::string(type.what) + ", at most " + std::to_string(type.most);
    case Shape::list:
      return "list of at most " + std::to_string(type.most) + ": " +
             (type.first == nullptr ? "" : describe(*type.first) + ", ") + describe(*type.item);
    case Shape::text:
      return std::string(type.what);
    case Shape::word:
      return (type.words().size() == 1 ? "" : "one of ") + joined(type.words());
    case Shape::flag:
      return "true or false";
    case Shape::number:
      return between("number", std::to_string(type.least), std::to_string(type.most));
    case Shape::duration:
      return between("duration", milliseconds(type.least), milliseconds(type.most));
    case Shape::size:
      return between("size", format_size(type.least), format_size(type.most));
  }
  return {};
}

}  // namespace

std::string describe(const ValueType& type) {
  return (type.other.empty() ? "" : std::string(type.other) + ", or ") + plain(type);
}

}  // namespace deepalive::config
