// deepalive_reference --check|--write TREE: the parts of docs/ that are made from the code's own
// lists. --check says which pages show something else, and ends with 1 if any does; --write puts it
// right (./dev docs).
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "tests/docs/reference_pages.h"
#include "tests/servers/document.h"

namespace {

// Where the two texts differ first, for people.
std::string first_difference(const std::string& is, const std::string& should_be) {
  std::istringstream left(is), right(should_be);
  std::string has, wants;
  for (int line = 1;; ++line) {
    const bool more_left = static_cast<bool>(std::getline(left, has));
    const bool more_right = static_cast<bool>(std::getline(right, wants));
    if (!more_left && !more_right) return "nowhere";
    if (!more_left) has = "(its end)";
    if (!more_right) wants = "(its end)";
    if (has != wants) {
      return "line " + std::to_string(line) + "\n  is        " + has + "\n  should be " + wants;
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count == 3 ? arguments[1] : "";
  if (what != "--check" && what != "--write") {
    std::cerr << "usage: deepalive_reference --check|--write TREE\n";
    return 64;
  }
  const std::filesystem::path tree = arguments[2];
  std::map<std::string, std::string> pages;
  for (const auto& part : deepalive::docs::reference_parts()) {
    if (!pages.contains(part.page)) {
      pages[part.page] = deepalive::testing::contents(tree / part.page);
    }
    std::string& page = pages[part.page];
    page = deepalive::testing::with_part(page, part.begin, part.end, part.text);
    if (page.empty()) {
      std::cerr << part.page << ": there is no '" << part.begin << " … -->' with '" << part.end
                << " -->' behind it, between which a table would stand\n";
      return 1;
    }
  }
  int result = 0;
  for (const auto& [name, text] : pages) {
    const std::string is = deepalive::testing::contents(tree / name);
    if (is == text) {
      std::cout << name << " is as the code's lists say\n";
    } else if (what == "--write") {
      std::ofstream(tree / name, std::ios::binary) << text;
      std::cout << name << " written\n";
    } else {
      std::cerr << name << " differs from the code's lists (./dev docs writes it): "
                << first_difference(is, text) << '\n';
      result = 1;
    }
  }
  return result;
}
