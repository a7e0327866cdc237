#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "tests/rules/source_rules.h"

namespace deepalive::rules {
namespace {

namespace fs = std::filesystem;

const std::set<std::string> kNotOurs = {"build", "out", "node_modules"};

bool is_source(const fs::path& path) {
  static const std::set<std::string> kEndings = {".cpp", ".h", ".cmake", ".sh"};
  return kEndings.contains(path.extension().string()) || path.filename() == "CMakeLists.txt" ||
         path.filename() == "dev";
}

TEST(SourceTree, KeepsTheRulesOfTheHouse) {
  const fs::path root = DEEPALIVE_SOURCE_TREE;
  std::set<std::string> seen;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    const std::string name = entry->path().filename().string();
    if (entry->is_directory() && (kNotOurs.contains(name) || name.starts_with("."))) {
      entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file() || !is_source(entry->path())) continue;
    const std::string path = fs::relative(entry->path(), root).generic_string();
    seen.insert(path);
    std::stringstream text;
    text << std::ifstream(entry->path(), std::ios::binary).rdbuf();
    for (const Breach& breach : check_source(path, text.str())) {
      ADD_FAILURE_AT(entry->path().c_str(), static_cast<int>(breach.line)) << breach.what;
    }
  }
  // The walk saw something: the files that stand beside this one, and the front door.
  EXPECT_TRUE(seen.contains("tests/rules/source_rules.cpp"));
  EXPECT_TRUE(seen.contains("dev"));
}

}  // namespace
}  // namespace deepalive::rules
