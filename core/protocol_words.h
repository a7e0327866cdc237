#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

// What both sides of the protocol take lines apart with. For protocol.cpp and protocol_agent.cpp
// only.
namespace deepalive::protocol {

// Takes the first word off the line.
inline std::string_view next_word(std::string_view& line) {
  const auto begin = std::min(line.find_first_not_of(' '), line.size());
  line.remove_prefix(begin);
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

inline bool take_number(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace deepalive::protocol
