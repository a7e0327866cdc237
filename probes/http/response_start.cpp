#include "probes/http/response_start.h"

#include <algorithm>
#include <array>
#include <string>

#include "probes/http/clean_text.h"

namespace deepalive::probes {
namespace {

constexpr std::string_view kMask = "***";
// A header whose name has one of these in it is not shown.
constexpr auto kSecret = std::to_array<std::string_view>(
    {"auth", "cookie", "credential", "key", "password", "secret", "session", "token"});

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string masked(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == line.npos) return clean_text(line, kMaxKeptHead);
  const std::string name = lower_case(line.substr(0, colon));
  const bool secret = std::ranges::any_of(
      kSecret, [&name](std::string_view part) { return name.find(part) != name.npos; });
  std::string shown = clean_text(line, kMaxKeptHead);
  if (secret) return shown.substr(0, colon + 1) + " " + std::string(kMask);
  if (name == "location" || name == "content-location" || name == "refresh" || name == "link") {
    const auto query = shown.find('?', colon);
    if (query != shown.npos) return shown.substr(0, query + 1) + std::string(kMask);
  }
  return shown;
}

std::string clean_body(std::string_view body) {
  std::string text(body.substr(0, kMaxKeptBody));
  for (char& c : text) {
    if ((c < ' ' || c > '~') && c != '\n' && c != '\t' && c != '\r') c = '?';
  }
  if (body.size() > kMaxKeptBody) text += "...";
  return text;
}

}  // namespace

HttpResponseStart response_start(const ResponseHead& head, std::string_view body) {
  HttpResponseStart start;
  std::string_view lines = head.lines;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    // The status line has no name that could be a header's.
    start.head.push_back(start.head.empty() ? clean_text(line, kMaxKeptHead) : masked(line));
  }
  start.body = clean_body(body);
  return start;
}

}  // namespace deepalive::probes
