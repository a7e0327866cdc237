#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/resource/property_list.h"
#include "cluster/resource/settings.h"

namespace deepalive::cluster {

// The private properties of the resource type, by name: Role, Pipe, OnAgentUnreachable (basic,
// alive, dead), AgentTimeout, HoldTime, OnlineTimeout (milliseconds).

// In the order in which they are listed.
std::span<const std::u16string_view> property_names();
// The syntax of each, in the same order.
std::vector<PropertySyntax> property_formats();

enum class Refusal : std::uint8_t {
  none,
  unknown_name,
  wrong_kind,    // a text for a number or the other way round
  out_of_range,  // a number outside its limits, a word that is none of the allowed, a bad name
};

// Lays one property over the settings, which stay as they are when it is refused.
Refusal assign(const Property& property, Settings& settings);
// All of them, or none.
Refusal assign(std::span<const Property> properties, Settings& settings);

std::vector<Property> to_properties(const Settings& settings);

}  // namespace deepalive::cluster
