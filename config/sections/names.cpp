#include "config/sections/names.h"

#include <algorithm>
#include <string_view>

#include "config/reading/text.h"
#include "core/nearest.h"
#include "core/protocol.h"

namespace deepalive::config {

std::optional<std::string> read_name(const Value& item, const Mapping& mapping) {
  const Value* const value = mapping.find("name");
  if (value == nullptr) {
    if (mapping.is_understood()) item.error("needs a name");
    return std::nullopt;
  }
  const auto name = value->plain_text("a name");
  if (!name) return std::nullopt;
  if (!protocol::is_name(name->value)) {
    value->error(in_quotes(name->written) +
                 " must be at most 64 letters, digits, '_' and '-', a letter or digit first");
    return std::nullopt;
  }
  return name->value;
}

std::optional<std::size_t> find_check(const Value& entry, const std::vector<CheckSpec>& checks) {
  const auto name = entry.plain_text("the name of a check");
  if (!name) return std::nullopt;
  const auto found = std::ranges::find(checks, name->value, &CheckSpec::name);
  if (found != checks.end()) return static_cast<std::size_t>(found - checks.begin());
  std::vector<std::string_view> names;
  for (const CheckSpec& check : checks) names.push_back(check.name);
  entry.error("this role has no check " + in_quotes(name->written) +
              did_you_mean(name->value, names));
  return std::nullopt;
}

}  // namespace deepalive::config
