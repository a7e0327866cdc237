#include "core/units.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace deepalive {
namespace {

using Unit = std::pair<std::string_view, std::uint64_t>;

// Largest first, so that formatting takes the first that divides.
constexpr std::array<Unit, 5> kMilliseconds = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::array<Unit, 4> kBytes = {
    {{"GiB", 1ULL << 30}, {"MiB", 1ULL << 20}, {"KiB", 1ULL << 10}, {"B", 1}}};
constexpr std::uint64_t kMaxMilliseconds = 3653ULL * 86'400'000;
constexpr std::uint64_t kMaxBytes = 1ULL << 40;

template <std::size_t N>
std::optional<std::uint64_t> parse(std::string_view text, const std::array<Unit, N>& units,
                                   std::uint64_t limit) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const auto& [name, factor] : units) {
    if (unit == name) {
      if (number > limit / factor) return std::nullopt;
      return number * factor;
    }
  }
  return std::nullopt;
}

template <std::size_t N>
std::string format(std::uint64_t value, const std::array<Unit, N>& units) {
  for (const auto& [name, factor] : units) {
    if (value != 0 && value % factor == 0) return std::to_string(value / factor).append(name);
  }
  return std::to_string(value).append(units.back().first);
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  const auto milliseconds = parse(text, kMilliseconds, kMaxMilliseconds);
  if (!milliseconds) return std::nullopt;
  return std::chrono::milliseconds(*milliseconds);
}

std::string format_duration(Duration duration) {
  return format(to_milliseconds(duration), kMilliseconds);
}

std::optional<std::size_t> parse_size(std::string_view text) {
  const bool bare = text.find_first_not_of("0123456789") == text.npos;
  return parse(bare ? std::string(text) + "B" : std::string(text), kBytes, kMaxBytes);
}

std::string format_size(std::size_t bytes) { return format(bytes, kBytes); }

}  // namespace deepalive
