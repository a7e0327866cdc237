#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace deepalive::standins {

std::wstring widen(std::string_view utf8);
std::string narrow(std::wstring_view text);

// IIS compares the names of sites and pools ordinally and without regard to case.
bool same_name(std::wstring_view left, std::wstring_view right);

// "250ms", "4s", "2m". Nothing when the text is no duration or exceeds a day.
std::optional<std::chrono::milliseconds> parse_duration(std::wstring_view text);

// "0x80070005". Nothing when the text is no failing HRESULT.
std::optional<std::int32_t> parse_hresult(std::wstring_view text);

// A whole decimal number, without sign, of at most `limit`.
std::optional<std::uint32_t> parse_number(std::wstring_view text, std::uint32_t limit);

// With quotes around it.
std::string json_text(std::wstring_view text);

}  // namespace deepalive::standins
