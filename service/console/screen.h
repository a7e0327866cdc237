#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace deepalive::service {

// What is known of the place to which a stream goes. The default is a file, a pipe or a string:
// nothing is fitted, nothing is coloured.
struct Screen {
  bool is_terminal = false;
  bool colour = false;                  // whether to use it
  std::optional<std::size_t> width{};   // in columns; null = no limit
  std::optional<std::size_t> height{};  // in lines; null = no limit
};

// The screen of this stream, as ScreenOf has it.
const Screen& screen_of(std::ios_base& stream);

// Makes `screen` the stream's for as long as this lives. It is a property of the stream, as its
// precision is, so whoever prints need not be told. Not thread-safe, as the stream is not.
class ScreenOf {
 public:
  ScreenOf(std::ios_base& stream, Screen screen);
  ~ScreenOf();
  ScreenOf(const ScreenOf&) = delete;
  ScreenOf& operator=(const ScreenOf&) = delete;

 private:
  std::ios_base& stream_;
  Screen screen_;
  void* before_;
};

enum class Colour : std::uint8_t { none, green, yellow, red, magenta, cyan, dim };

// The colour of a word that says how something is: verdicts, states of checks, alive and dead,
// outcomes. Others have none. The word may be followed by more ("up (changing)"); of "a -> b", b
// counts.
Colour colour_of_word(std::string_view word);

// The text between the sequences that colour it, or as it is where the screen takes none.
std::string painted(std::string_view text, Colour colour, const Screen& screen);

enum class ColourMode : std::uint8_t { when_possible, always, never };

// Whether to colour: `when_possible` goes by the terminal, https://no-color.org and TERM=dumb.
bool wants_colour(ColourMode mode, bool terminal_can, std::optional<std::string> no_color,
                  std::optional<std::string> term);

}  // namespace deepalive::service
