#include "config/sections/pattern.h"

#include <algorithm>
#include <boost/regex.hpp>

namespace deepalive::config {

std::optional<std::string> pattern_error(const std::string& pattern) {
  try {
    const boost::regex compiled(pattern, boost::regex::perl);
    return std::nullopt;
  } catch (const boost::regex_error& error) {
    std::string text = error.what();
    // The rest repeats the pattern, which may come from a reference.
    text.resize(std::min(text.find("  The error occurred"), text.size()));
    while (text.ends_with('.') || text.ends_with(' ')) text.pop_back();
    return text + ", at byte " + std::to_string(error.position() + 1) + " of the pattern";
  }
}

}  // namespace deepalive::config
