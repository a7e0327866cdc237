#include "core/time.h"

#include <cstdio>
#include <ctime>

namespace deepalive {

// Whole microseconds are as fine as anything here needs, and take less room where they are written
// down.
Instant system_instant() {
  using std::chrono::microseconds;
  return {std::chrono::floor<microseconds>(std::chrono::steady_clock::now()),
          std::chrono::floor<microseconds>(std::chrono::system_clock::now())};
}

std::string to_utc_text(WallTime time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<milliseconds>(time - day)};
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int{date.year()},
                unsigned{date.month()}, unsigned{date.day()},
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return text;
}

double to_unix_seconds(WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

std::uint64_t to_milliseconds(Duration duration) {
  const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  return count > 0 ? static_cast<std::uint64_t>(count) : 0;
}

double to_seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace deepalive
