#include "cluster/resource/properties.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/protocol.h"

namespace deepalive::cluster {
namespace {

using std::chrono::milliseconds;

struct Number {
  milliseconds Settings::*member;
  std::uint32_t least;
  std::uint32_t most;
};
struct Text {
  bool (*set)(Settings& settings, std::string text);  // false: refused
  std::string (*get)(const Settings& settings);
};
struct Entry {
  std::u16string_view name;
  std::variant<Text, Number> what;
};

constexpr std::array<std::pair<std::string_view, OnUnreachable>, 3> kPolicies = {
    {{"basic", OnUnreachable::basic},
     {"alive", OnUnreachable::alive},
     {"dead", OnUnreachable::dead}}};

bool set_role(Settings& settings, std::string text) {
  if (!protocol::is_name(text)) return false;
  settings.role = std::move(text);
  return true;
}
std::string get_role(const Settings& settings) { return settings.role; }

// A pipe's name without \\.\pipe\; whatever agent.pipe can be.
bool set_pipe(Settings& settings, std::string text) {
  constexpr std::size_t kMaxPipe = 64;
  const auto is_allowed = [](char c) { return c == '.' || protocol::is_name(std::string{'x', c}); };
  if (text.empty() || text.size() > kMaxPipe || !std::ranges::all_of(text, is_allowed)) {
    return false;
  }
  settings.pipe = std::move(text);
  return true;
}
std::string get_pipe(const Settings& settings) { return settings.pipe; }

bool set_policy(Settings& settings, std::string text) {
  const auto found = std::ranges::find_if(kPolicies, [&text](const auto& policy) {
    return std::ranges::equal(text, policy.first, {}, [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
  });
  if (found == kPolicies.end()) return false;
  settings.on_unreachable = found->second;
  return true;
}
std::string get_policy(const Settings& settings) {
  return std::string(std::ranges::find(kPolicies, settings.on_unreachable,
                                       &std::pair<std::string_view, OnUnreachable>::second)
                         ->first);
}

// The agent says something every second, so a shorter timeout than two would be a coin's toss.
constexpr std::array<Entry, 6> kEntries = {{
    {u"Role", Text{set_role, get_role}},
    {u"Pipe", Text{set_pipe, get_pipe}},
    {u"OnAgentUnreachable", Text{set_policy, get_policy}},
    {u"AgentTimeout", Number{&Settings::agent_timeout, 2000, 60'000}},
    {u"HoldTime", Number{&Settings::hold_time, 0, 3'600'000}},
    {u"OnlineTimeout", Number{&Settings::online_timeout, 1000, 3'600'000}},
}};

constexpr auto kNames = [] {
  std::array<std::u16string_view, kEntries.size()> names;
  for (std::size_t i = 0; i < kEntries.size(); ++i) names[i] = kEntries[i].name;
  return names;
}();

// Null for a text with characters that none of ours may have.
std::optional<std::string> to_ascii(std::u16string_view text) {
  if (std::ranges::any_of(text, [](char16_t c) { return c > 0x7E || c < 0x20; })) {
    return std::nullopt;
  }
  std::string ascii;
  for (const char16_t c : text) ascii += static_cast<char>(c);
  return ascii;
}

Refusal set(Settings& settings, const Text& text, const PropertyValue& value) {
  const auto* given = std::get_if<std::u16string>(&value);
  if (!given) return Refusal::wrong_kind;
  auto ascii = to_ascii(*given);
  return ascii && text.set(settings, *std::move(ascii)) ? Refusal::none : Refusal::out_of_range;
}

Refusal set(Settings& settings, const Number& number, const PropertyValue& value) {
  const auto* given = std::get_if<std::uint32_t>(&value);
  if (!given) return Refusal::wrong_kind;
  if (*given < number.least || *given > number.most) return Refusal::out_of_range;
  settings.*number.member = milliseconds(*given);
  return Refusal::none;
}

}  // namespace

std::span<const std::u16string_view> property_names() { return kNames; }

std::vector<PropertySyntax> property_formats() {
  std::vector<PropertySyntax> formats;
  for (const Entry& entry : kEntries) {
    formats.push_back(std::holds_alternative<Number>(entry.what) ? PropertySyntax::dword
                                                                 : PropertySyntax::text);
  }
  return formats;
}

Refusal assign(const Property& property, Settings& settings) {
  const auto entry = std::ranges::find_if(kEntries, [&property](const Entry& candidate) {
    return same_property_name(candidate.name, property.name);
  });
  if (entry == kEntries.end()) return Refusal::unknown_name;
  return std::visit([&](const auto& what) { return set(settings, what, property.value); },
                    entry->what);
}

Refusal assign(std::span<const Property> properties, Settings& settings) {
  Settings next = settings;
  for (const Property& property : properties) {
    if (const Refusal refusal = assign(property, next); refusal != Refusal::none) return refusal;
  }
  settings = std::move(next);
  return Refusal::none;
}

std::vector<Property> to_properties(const Settings& settings) {
  std::vector<Property> properties;
  for (const Entry& entry : kEntries) {
    Property property{std::u16string(entry.name), std::uint32_t{0}};
    if (const auto* number = std::get_if<Number>(&entry.what)) {
      property.value = static_cast<std::uint32_t>((settings.*number->member).count());
    } else {
      const std::string text = std::get<Text>(entry.what).get(settings);
      property.value = std::u16string(text.begin(), text.end());
    }
    properties.push_back(std::move(property));
  }
  return properties;
}

}  // namespace deepalive::cluster
