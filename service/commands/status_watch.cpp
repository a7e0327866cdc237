#include "service/commands/status_watch.h"

#include <algorithm>
#include <boost/json.hpp>
#include <exception>
#include <sstream>
#include <utility>

#include "service/commands/complain.h"
#include "service/commands/exit_codes.h"
#include "service/commands/status_view.h"
#include "service/console/text.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;

constexpr std::string_view kClearScreen = "\x1b[2J";
constexpr std::string_view kHome = "\x1b[H";
constexpr std::string_view kClearRestOfLine = "\x1b[K";
constexpr std::string_view kClearBelow = "\x1b[J";
constexpr std::string_view kHideCursor = "\x1b[?25l";
constexpr std::string_view kShowCursor = "\x1b[?25h";

// "2026-11-22 14:05:09 UTC".
std::string shown_time(WallTime time) {
  std::string text = to_utc_text(time).substr(0, 19);
  text[10] = ' ';
  return text + " UTC";
}

}  // namespace

StatusWatch::StatusWatch(Surroundings surroundings, std::ostream& out, Duration interval,
                         bool as_json)
    : surroundings_(std::move(surroundings)), out_(out), interval_(interval), as_json_(as_json) {}

int StatusWatch::run() {
  bool ended = false;
  while (!ended && out_) {
    const auto answer = surroundings_.ask();
    if (!answer) {
      show_unreachable(answer.error());
    } else if (const auto end = show_answer(*answer)) {
      code_ = *end;
      break;
    }
    ended = surroundings_.wait_for_end(interval_);
  }
  if (drawn_) out_ << kShowCursor << std::flush;
  return code_;
}

std::optional<int> StatusWatch::show_answer(const std::string& answer) {
  const bool first = shown_.empty();
  unreachable_since_.reset();
  if (!answer.starts_with('{')) {
    if (first) {
      complain(answer);
      return kUnknown;
    }
    code_ = kUnknown;  // a role that is no longer configured; it may come back
    show(answer, json::serialize(json::object{{"error", answer}}),
         [&answer](std::ostream& out) { out << printable(answer) << '\n'; });
    return std::nullopt;
  }
  try {
    const StatusView view(answer);
    code_ = view.exit_code();
    show(view.signature(), answer, [&view](std::ostream& out) { view.print(out); });
    return std::nullopt;
  } catch (const std::exception& error) {
    complain(std::string("the agent's answer is not understood (") + error.what() +
             "); are agent and command of one version?");
    return kUnknown;
  }
}

void StatusWatch::show_unreachable(const Error& error) {
  code_ = kAgentUnreachable;
  if (!unreachable_since_) unreachable_since_ = surroundings_.now();
  const std::string since = to_utc_text(*unreachable_since_);
  show("unreachable since " + since,
       json::serialize(
           json::object{{"unreachable", json::object{{"since", since}, {"text", error.where}}}}),
       [&](std::ostream& out) {
         out << painted("agent unreachable since " + shown_time(*unreachable_since_), Colour::red,
                        screen_of(out))
             << '\n'
             << printable(error.where) << '\n';
       });
}

void StatusWatch::show(const std::string& signature, const std::string& json,
                       const std::function<void(std::ostream&)>& print) {
  const bool changed = signature != std::exchange(shown_, signature);
  if (as_json_) {
    if (changed) out_ << printable_json(json) << std::endl;
  } else if (screen_of(out_).is_terminal) {
    redraw(print);
  } else if (changed) {
    out_ << "-- " << shown_time(surroundings_.now()) << '\n';
    print(out_);
    out_ << std::endl;
  }
}

// Over what is there, line for line, so that nothing flickers; no line more than the screen has.
void StatusWatch::redraw(const std::function<void(std::ostream&)>& print) {
  Screen screen = surroundings_.measure();
  screen.colour = screen_of(out_).colour;
  std::ostringstream text;
  {
    const ScreenOf fitted(text, screen);
    print(text);
  }
  std::istringstream lines(text.str());
  out_ << kHideCursor << (std::exchange(drawn_, true) ? "" : kClearScreen) << kHome
       << painted(shown_time(surroundings_.now()) + ", Ctrl-C ends", Colour::dim, screen)
       << kClearRestOfLine << '\n';
  // The heading, and the line on which the cursor is left.
  std::size_t left = screen.height ? *screen.height - std::min<std::size_t>(*screen.height, 2)
                                   : static_cast<std::size_t>(-1);
  for (std::string line; left > 0 && std::getline(lines, line); --left) {
    out_ << line << kClearRestOfLine << '\n';
  }
  out_ << kClearBelow << kShowCursor << std::flush;
}

}  // namespace deepalive::service
