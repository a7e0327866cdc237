#include "service/doctor/script_text.h"

#include <optional>

#include "config/reading/text.h"

namespace deepalive::service::doctor {
namespace {

constexpr std::string_view kOurs = "DeepAlive: Generic Script of the role ";
constexpr std::string_view kOursEnd = ". Generated:";

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r");
  return from == text.npos ? std::string_view() : text.substr(from);
}

// The text that a line `NAME = "text"` of VBScript sets; quotes within it are doubled.
std::optional<std::string> set_by(std::string_view line, std::string_view name) {
  line = trimmed(line);
  if (!config::equal_ignoring_case(line.substr(0, name.size()), name)) return std::nullopt;
  line = trimmed(line.substr(name.size()));
  if (!line.starts_with('=')) return std::nullopt;
  line = trimmed(line.substr(1));
  if (!line.starts_with('"')) return std::nullopt;
  std::string text;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] != '"') {
      text += line[i];
    } else if (i + 1 < line.size() && line[i + 1] == '"') {
      text += line[++i];
    } else {
      return text;
    }
  }
  return std::nullopt;
}

}  // namespace

ScriptText what_script(std::string_view text) {
  ScriptText script;
  if (const auto ours = text.find(kOurs); ours != text.npos) {
    const std::string_view rest = text.substr(ours + kOurs.size());
    const auto end = rest.find(kOursEnd);
    if (end != rest.npos && end < rest.find('\n')) {
      script.kind = ScriptKind::ours;
      script.role = rest.substr(0, end);
      return script;
    }
  }
  bool has_site = false;
  bool has_pool = false;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (auto site = set_by(line, "SITE_NAME")) {
      script.site = *std::move(site);
      has_site = true;
    }
    if (auto pool = set_by(line, "APP_POOL_NAME")) {
      script.app_pool = *std::move(pool);
      has_pool = true;
    }
  }
  if (has_site && has_pool) script.kind = ScriptKind::article;
  return script;
}

}  // namespace deepalive::service::doctor
