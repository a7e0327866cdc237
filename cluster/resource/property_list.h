#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace deepalive::cluster {

// The failover cluster's property lists: DWORD count; then for each property its name, its value
// and an end mark, each as DWORD syntax, DWORD length and bytes padded to a multiple of four.
// (Microsoft's "Property lists"; little-endian, texts UTF-16 with a terminating zero.)

using PropertyValue = std::variant<std::uint32_t, std::u16string>;

struct Property {
  std::u16string name;
  PropertyValue value;
};

enum class PropertySyntax : std::uint32_t {
  end_mark = 0x00000000,
  name = 0x00040003,
  dword = 0x00010002,
  text = 0x00010003,
};

inline constexpr std::size_t kMaxPropertyList = 64 * 1024;  // bytes
inline constexpr std::uint32_t kMaxProperties = 64;
inline constexpr std::size_t kMaxPropertyText = 1024;  // characters

// Null for anything that is not exactly such a list, holds other values than numbers and texts, or
// is over the limits. Never reads outside `bytes`.
std::optional<std::vector<Property>> parse_property_list(std::span<const std::byte> bytes);

std::vector<std::byte> build_property_list(std::span<const Property> properties);

// Names without case, as the cluster compares them (ASCII is all that ours have).
bool same_property_name(std::u16string_view a, std::u16string_view b);

}  // namespace deepalive::cluster
