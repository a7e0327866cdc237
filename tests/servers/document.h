#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

// Pages of docs/ with parts that a test makes.
namespace deepalive::testing {

inline std::string contents(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// The document with this text behind the line that `begin` begins and before `end`. Empty when it
// has not both.
inline std::string with_part(const std::string& document, const std::string& begin,
                             const std::string& end, const std::string& text) {
  const auto mark = document.find(begin);
  const auto from = document.find('\n', mark);
  const auto to = document.find(end);
  if (mark == document.npos || from == document.npos || to == document.npos) return {};
  return document.substr(0, from + 1) + "\n" + text + "\n" + document.substr(to);
}

}  // namespace deepalive::testing
