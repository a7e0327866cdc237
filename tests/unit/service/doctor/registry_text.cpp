#include "tests/unit/service/doctor/registry_text.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "config/reading/text.h"

namespace deepalive::service::doctor {
namespace {

RegistryValue parsed(const std::string& text) {
  if (text.starts_with("dword:")) {
    return static_cast<std::uint32_t>(std::stoul(text.substr(6), nullptr, 16));
  }
  if (text.starts_with("multi:")) {
    std::vector<std::string> texts;
    std::istringstream parts(text.substr(6));
    for (std::string part; std::getline(parts, part, '|');) texts.push_back(part);
    return texts;
  }
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') {
    throw std::runtime_error("no value of a registry: " + text);
  }
  return text.substr(1, text.size() - 2);
}

}  // namespace

RegistryText::RegistryText(std::string_view text) {
  std::istringstream lines{std::string(text)};
  std::map<std::string, RegistryValue>* key = nullptr;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const auto equals = line.find('=');
    if (line.starts_with('[') && line.ends_with(']')) {
      const std::string name = line.substr(1, line.size() - 2);
      // A key brings those above it.
      for (auto end = name.find('\\');; end = name.find('\\', end + 1)) {
        const std::string part = name.substr(0, end);
        spelled_.emplace(config::lower_case(part), part);
        key = &keys_[config::lower_case(part)];
        if (end == std::string::npos) break;
      }
    } else if (key != nullptr && line.starts_with("@=")) {
      (*key)[""] = parsed(line.substr(2));
    } else if (key != nullptr && line.starts_with('"') && equals != std::string::npos) {
      (*key)[config::lower_case(line.substr(1, equals - 2))] = parsed(line.substr(equals + 1));
    } else {
      throw std::runtime_error("no line of a registry: " + line);
    }
  }
}

bool RegistryText::is_denied(const std::string& key) const {
  return std::ranges::any_of(denied_, [&key](const auto& one) { return key.starts_with(one); });
}

Result<std::optional<RegistryValue>> RegistryText::value(const std::string& key,
                                                         const std::string& name) const {
  if (is_denied(key)) return Error{Reason::iis_access_denied, 5, "HKLM\\" + key + ": denied"};
  const auto found = keys_.find(config::lower_case(key));
  if (found == keys_.end()) return std::optional<RegistryValue>();
  const auto value = found->second.find(config::lower_case(name));
  if (value == found->second.end()) return std::optional<RegistryValue>();
  return std::optional(value->second);
}

Result<std::optional<std::vector<std::string>>> RegistryText::keys(const std::string& key) const {
  if (is_denied(key)) return Error{Reason::iis_access_denied, 5, "HKLM\\" + key + ": denied"};
  const std::string above = config::lower_case(key);
  if (!keys_.contains(above)) return std::optional<std::vector<std::string>>();
  std::vector<std::string> names;
  for (const auto& [lower, spelled] : spelled_) {
    if (lower.starts_with(above + "\\") && lower.find('\\', above.size() + 1) == lower.npos) {
      names.push_back(spelled.substr(above.size() + 1));
    }
  }
  return std::optional(std::move(names));
}

Result<std::optional<std::vector<std::string>>> RegistryText::names(const std::string& key) const {
  if (is_denied(key)) return Error{Reason::iis_access_denied, 5, "HKLM\\" + key + ": denied"};
  const auto found = keys_.find(config::lower_case(key));
  if (found == keys_.end()) return std::optional<std::vector<std::string>>();
  std::vector<std::string> names;
  for (const auto& [name, value] : found->second) names.push_back(name);
  return std::optional(std::move(names));
}

}  // namespace deepalive::service::doctor
