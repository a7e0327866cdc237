#include "config/schema/json_text.h"

namespace deepalive::config {
namespace {

constexpr std::size_t kLineWidth = 120;

}  // namespace

std::string json_quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted.append(1, '\\').append(1, c);
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      const auto code = static_cast<unsigned char>(c);
      quoted.append("\\u00").append(1, kHex[code >> 4]).append(1, kHex[code & 0xF]);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

Json Json::text(std::string_view text) { return as_it_is(json_quoted(text)); }

Json Json::texts(const std::vector<std::string_view>& texts) {
  std::vector<Json> items;
  items.reserve(texts.size());
  for (const std::string_view item : texts) items.push_back(text(item));
  return list(std::move(items));
}

Json& Json::add(std::string name, Json value) {
  std::get<std::vector<Member>>(content_).emplace_back(std::move(name), std::move(value));
  return *this;
}

std::string Json::compact() const {
  if (const auto* text = std::get_if<std::string>(&content_)) return *text;
  std::string out;
  if (const auto* items = std::get_if<std::vector<Json>>(&content_)) {
    for (const Json& item : *items) out.append(out.empty() ? "" : ", ").append(item.compact());
    return "[" + out + "]";
  }
  for (const auto& [name, value] : std::get<std::vector<Member>>(content_)) {
    out.append(out.empty() ? "" : ", ").append(json_quoted(name)).append(": ");
    out.append(value.compact());
  }
  return "{" + out + "}";
}

void Json::write_to(std::string& out, std::size_t indent, std::size_t taken) const {
  const std::string one_line = compact();
  if (std::holds_alternative<std::string>(content_) || taken + one_line.size() < kLineWidth) {
    out += one_line;
    return;
  }
  const std::size_t inner = indent + 2;
  const auto begin_item = [&](bool first) { out.append(first ? "\n" : ",\n").append(inner, ' '); };
  if (const auto* items = std::get_if<std::vector<Json>>(&content_)) {
    out += '[';
    for (const Json& item : *items) {
      begin_item(&item == &items->front());
      item.write_to(out, inner, inner);
    }
    out.append(1, '\n').append(indent, ' ').append(1, ']');
    return;
  }
  const auto& members = std::get<std::vector<Member>>(content_);
  out += '{';
  for (const Member& member : members) {
    begin_item(&member == &members.front());
    const std::string name = json_quoted(member.first) + ": ";
    out += name;
    member.second.write_to(out, inner, inner + name.size());
  }
  out.append(1, '\n').append(indent, ' ').append(1, '}');
}

std::string Json::write() const {
  std::string out;
  write_to(out, 0, 0);
  return out + '\n';
}

}  // namespace deepalive::config
