#include "service/console/console.h"

#include <charconv>

#include "config/environment.h"
#include "service/console/screen_size.h"

namespace deepalive::service {
namespace {

std::optional<std::size_t> number_in(const char* variable) {
  const auto text = config::system_environment().variable(variable);
  if (!text) return std::nullopt;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  const bool good = error == std::errc{} && end == text->data() + text->size() && number > 0;
  return good ? std::optional(number) : std::nullopt;
}

}  // namespace

Screen measured_screen() {
  Screen screen = native_screen();
  if (!screen.is_terminal) return screen;
  if (const auto width = number_in("COLUMNS")) screen.width = width;
  if (const auto height = number_in("LINES")) screen.height = height;
  return screen;
}

}  // namespace deepalive::service
