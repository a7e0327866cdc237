#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace deepalive::config {

// A JSON value that is to be written, its members in the order in which they were added.
class Json {
 public:
  using Member = std::pair<std::string, Json>;

  static Json text(std::string_view text);
  static Json number(std::uint64_t number) { return as_it_is(std::to_string(number)); }
  // Already JSON.
  static Json as_it_is(std::string json) { return Json(std::move(json)); }
  static Json list(std::vector<Json> items) { return Json(std::move(items)); }
  static Json texts(const std::vector<std::string_view>& texts);
  static Json object(std::vector<Member> members = {}) { return Json(std::move(members)); }

  // Of an object; the object itself.
  Json& add(std::string name, Json value);

  // What fits in a line stands in one; else each item in its own, two blanks deeper.
  std::string write() const;

 private:
  using Content = std::variant<std::string, std::vector<Json>, std::vector<Member>>;

  explicit Json(Content content) : content_(std::move(content)) {}
  std::string compact() const;
  // `taken`: how much of the line is used before it.
  void write_to(std::string& out, std::size_t indent, std::size_t taken) const;

  Content content_;
};

// "text", escaped.
std::string json_quoted(std::string_view text);

}  // namespace deepalive::config
