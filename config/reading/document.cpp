#include "config/reading/document.h"

#include <algorithm>
#include <exception>
#include <string>
#include <system_error>

#include "config/reading/text.h"

namespace deepalive::config {
namespace {

Place place_at(std::string_view text, std::size_t offset) {
  text = text.substr(0, offset);
  const auto line_end = text.rfind('\n');
  return {static_cast<std::size_t>(std::ranges::count(text, '\n')),
          line_end == text.npos ? offset : offset - line_end - 1};
}

// Whether there is something to parse in it; if not, that was said.
bool is_text(std::string_view text, ProblemList& problems) {
  if (text.size() > kMaxFile) {
    problems.add_error("is larger than " + std::to_string(kMaxFile / 1024) + " KiB, the limit");
    return false;
  }
  if (const auto at = first_invalid_utf8(text)) {
    problems.add(Severity::error, place_at(text, *at), "",
                 "is not UTF-8 from here; save it as UTF-8");
    return false;
  }
  if (const auto at = first_control_character(text)) {
    problems.add(Severity::error, place_at(text, *at), "", "a control character; remove it");
    return false;
  }
  return true;
}

}  // namespace

std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

void read_document(std::string_view text, const std::filesystem::path& file,
                   const Environment& environment, std::string_view when_empty,
                   AsWritten& as_written, ProblemList& problems,
                   const std::function<void(const Value& root)>& read) {
  try {
    if (!is_text(text, problems)) return;
    const Tree tree = parse_tree(std::string(text), problems);
    if (problems.errors() > 0) return;
    if (tree.root == nullptr || tree.root->kind == Node::Kind::null) {
      return problems.add_error(std::string(when_empty));
    }
    std::error_code code;
    auto folder = std::filesystem::absolute(file, code).parent_path();
    if (code) folder = file.parent_path();
    References references(environment, folder);
    Session session{problems, references, as_written};
    read(Value(session, *tree.root, ""));
  } catch (const std::exception& error) {
    problems.add_error("could not be read: " + printable(error.what(), kMaxShownPath));
  }
}

}  // namespace deepalive::config
