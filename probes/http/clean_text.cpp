#include "probes/http/clean_text.h"

namespace deepalive::probes {

std::string clean_text(std::string_view untrusted, std::size_t limit) {
  std::string text(untrusted.substr(0, limit));
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  if (untrusted.size() > limit) text += "...";
  return text;
}

}  // namespace deepalive::probes
