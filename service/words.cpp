#include "service/words.h"

namespace deepalive::service {

std::string age_text(Duration age) {
  const auto ms = to_milliseconds(age);
  if (ms < 1'000) return std::to_string(ms) + " ms";
  if (ms < 120'000) return std::to_string(ms / 1'000) + " s";
  if (ms < 2 * 3'600'000) return std::to_string(ms / 60'000) + " min";
  if (ms < 48ULL * 3'600'000) return std::to_string(ms / 3'600'000) + " h";
  return std::to_string(ms / 86'400'000) + " d";
}

}  // namespace deepalive::service
