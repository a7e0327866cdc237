#include "tests/unit/config/problem_table.h"

#include <fstream>

namespace deepalive::config {

int for_each_case(const std::string& table,
                  const std::function<void(const std::string& title, const std::string& yaml,
                                           const std::string& problems)>& check) {
  std::ifstream file(table);
  std::string title, yaml, problems;
  std::string* part = nullptr;
  int cases = 0;
  const auto end_case = [&] {
    if (part == nullptr) return;
    check(title, yaml, problems);
    ++cases;
  };
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("---- ")) {
      end_case();
      title = line.substr(5);
      yaml.clear();
      problems.clear();
      part = &yaml;
    } else if (line == ">>>>") {
      part = &problems;
    } else if (part != nullptr) {
      *part += line + "\n";
    }
  }
  end_case();
  return cases;
}

}  // namespace deepalive::config
