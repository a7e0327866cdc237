#include "service/console/screen.h"

#include <algorithm>
#include <array>
#include <utility>

namespace deepalive::service {
namespace {

int screen_slot() {
  static const int kSlot = std::ios_base::xalloc();
  return kSlot;
}

struct ColouredWord {
  std::string_view word;
  Colour colour;
};

constexpr std::array<ColouredWord, 27> kColouredWords = {{
    {"healthy", Colour::green},
    {"alive", Colour::green},
    {"up", Colour::green},
    {"pass", Colour::green},
    {"ok", Colour::green},
    {"running", Colour::green},
    {"started", Colour::green},
    {"degraded", Colour::yellow},
    {"warning", Colour::yellow},
    {"initializing", Colour::cyan},
    {"maintenance", Colour::cyan},
    {"standby", Colour::cyan},
    {"starting", Colour::cyan},
    {"stopping", Colour::cyan},
    {"start_pending", Colour::cyan},
    {"stop_pending", Colour::cyan},
    {"unhealthy", Colour::red},
    {"dead", Colour::red},
    {"down", Colour::red},
    {"fail", Colour::red},
    {"failed", Colour::red},
    {"error", Colour::red},
    {"stopped", Colour::red},
    {"unknown", Colour::magenta},
    {"indeterminate", Colour::magenta},
    {"stale", Colour::magenta},
    {"could_not_look", Colour::magenta},
}};

std::string_view sequence_of(Colour colour) {
  switch (colour) {
    case Colour::none:
      break;
    case Colour::green:
      return "\x1b[32m";
    case Colour::yellow:
      return "\x1b[33m";
    case Colour::red:
      return "\x1b[31m";
    case Colour::magenta:
      return "\x1b[35m";
    case Colour::cyan:
      return "\x1b[36m";
    case Colour::dim:
      return "\x1b[2m";
  }
  return "";
}

}  // namespace

const Screen& screen_of(std::ios_base& stream) {
  static const Screen kNone;
  const void* screen = stream.pword(screen_slot());
  return screen ? *static_cast<const Screen*>(screen) : kNone;
}

ScreenOf::ScreenOf(std::ios_base& stream, Screen screen)
    : stream_(stream), screen_(std::move(screen)), before_(stream.pword(screen_slot())) {
  stream_.pword(screen_slot()) = &screen_;
}

ScreenOf::~ScreenOf() { stream_.pword(screen_slot()) = before_; }

Colour colour_of_word(std::string_view word) {
  constexpr std::string_view kBecomes = " -> ";
  if (const auto arrow = word.find(kBecomes); arrow != word.npos) {
    word.remove_prefix(arrow + kBecomes.size());
  }
  word = word.substr(0, word.find_first_of(" ,"));
  const auto found = std::ranges::find(kColouredWords, word, &ColouredWord::word);
  return found == kColouredWords.end() ? Colour::none : found->colour;
}

std::string painted(std::string_view text, Colour colour, const Screen& screen) {
  if (!screen.colour || colour == Colour::none || text.empty()) return std::string(text);
  return std::string(sequence_of(colour)).append(text).append("\x1b[0m");
}

bool wants_colour(ColourMode mode, bool terminal_can, std::optional<std::string> no_color,
                  std::optional<std::string> term) {
  if (mode != ColourMode::when_possible) return mode == ColourMode::always;
  return terminal_can && no_color.value_or("").empty() && term.value_or("") != "dumb";
}

}  // namespace deepalive::service
