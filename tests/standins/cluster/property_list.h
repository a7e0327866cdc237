#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace deepalive::standins {

using Bytes = std::vector<std::byte>;

// One property with one value, the value's bytes as they stand in the buffer.
struct Property {
  std::wstring name;
  std::uint32_t syntax = 0;
  Bytes value;

  // Of a text, without its terminator; of a DWORD. Nothing when the syntax is another.
  std::optional<std::wstring> text() const;
  std::optional<std::uint32_t> number() const;
};

// Writes the buffer of a SET_ or VALIDATE_PRIVATE_PROPERTIES.
class PropertyList {
 public:
  PropertyList& text(std::wstring_view name, std::wstring_view value);
  PropertyList& number(std::wstring_view name, std::uint32_t value);
  PropertyList& raw(std::wstring_view name, std::uint32_t syntax, std::span<const std::byte> value);
  Bytes bytes() const;

 private:
  Bytes body_;
  std::uint32_t count_ = 0;
};

// Reads what a GET answered, strictly. Throws std::invalid_argument, with the offset.
std::vector<Property> parse_property_list(std::span<const std::byte> list);
const Property* find_property(const std::vector<Property>& list, std::wstring_view name);

// Reads what an ENUM answered: names, each ended by a zero, and one zero more.
std::vector<std::wstring> parse_names(std::span<const std::byte> names);

// Ways to break a list that has at least one property.
enum class Damage {
  empty,               // no byte at all
  half_a_count,        // shorter than the count
  count_too_large,     // says one property more than there is
  count_enormous,      // says 0xFFFFFFFF
  cut_in_the_name,     // ends in the first name
  cut_in_the_value,    // ends in the last value
  no_end_mark,         // ends before the last end mark
  name_unterminated,   // the first name's last character is no zero
  name_odd_length,     // the first name's length is odd
  name_length_huge,    // …is 0xFFFFFFFC: added to an offset it overflows
  name_is_a_value,     // a value where the first name must stand
  value_length_huge,   // the first value's length is 0xFFFFFFFC
  value_length_zero,   // the first value has no bytes
  value_unterminated,  // the last two bytes of the first value are no zero (for texts)
};
inline constexpr Damage kAllDamages[] = {Damage::empty,
                                         Damage::half_a_count,
                                         Damage::count_too_large,
                                         Damage::count_enormous,
                                         Damage::cut_in_the_name,
                                         Damage::cut_in_the_value,
                                         Damage::no_end_mark,
                                         Damage::name_unterminated,
                                         Damage::name_odd_length,
                                         Damage::name_length_huge,
                                         Damage::name_is_a_value,
                                         Damage::value_length_huge,
                                         Damage::value_length_zero,
                                         Damage::value_unterminated};
const char* name_of(Damage damage);
Bytes damaged(Bytes list, Damage damage);

}  // namespace deepalive::standins
