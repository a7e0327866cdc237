#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "config/load.h"
#include "config/show.h"
#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

// Pieces that mean something to YAML or to us.
const std::vector<std::string> kPieces = {"\t",
                                          "\n",
                                          " ",
                                          "  ",
                                          "- ",
                                          ": ",
                                          "{",
                                          "}",
                                          "[",
                                          "]",
                                          "*a",
                                          "&a ",
                                          "#",
                                          "'",
                                          "\"",
                                          "|\n",
                                          ">\n",
                                          "? ",
                                          "%YAML ",
                                          "---",
                                          "...",
                                          "~",
                                          "!!x ",
                                          "${",
                                          "${env:A}",
                                          "${file:b}",
                                          "\xFF",
                                          "\xC3\xBC",
                                          std::string(1, '\0'),
                                          "\r",
                                          "<<: ",
                                          "9999999999999999999",
                                          "-1",
                                          "0",
                                          "null",
                                          "true",
                                          "5",
                                          "http:",
                                          "name:",
                                          "checks:"};

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string mutate(std::string text) {
    for (std::size_t changes = 1 + pick(8); changes > 0 && !text.empty(); --changes) {
      const std::size_t at = pick(text.size());
      const std::size_t length = std::min(text.size() - at, pick(24));
      switch (pick(5)) {
        case 0:
          text.erase(at, length);
          break;
        case 1:
          text.insert(at, kPieces[pick(kPieces.size())]);
          break;
        case 2:
          text[at] = static_cast<char>(pick(256));
          break;
        case 3:
          text.insert(pick(text.size()), text.substr(at, length));
          break;
        default:
          text.resize(at);
          break;
      }
    }
    return text;
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }

  std::mt19937 random_;
};

// The sample without its comments, so that most changes hit something that counts.
std::string dense_sample() {
  std::ifstream file(DEEPALIVE_SAMPLE);
  std::string dense;
  for (std::string line; std::getline(file, line);) {
    const auto first = line.find_first_not_of(' ');
    if (first != line.npos && line[first] != '#') dense += line.substr(0, line.find(" #")) + "\n";
  }
  return dense;
}

TEST(AnyText, GivesASpecOrAnErrorWithAPlace) {
  const std::string sample = dense_sample();
  ASSERT_GT(sample.size(), 500u);
  const FakeEnvironment fake{{{"A", "x"}}, {{"b", "y"}}};
  std::size_t accepted = 0;
  for (unsigned seed = 0; seed < 4000; ++seed) {
    const std::string text = Mutator(seed).mutate(sample);
    const Loaded loaded = load_text(text, fake);
    ASSERT_NE(loaded.spec.has_value(), has_errors(loaded.problems)) << seed << "\n" << text;
    for (const Problem& problem : loaded.problems) {
      ASSERT_FALSE(problem.text.empty()) << seed;
      ASSERT_LE(problem.line, static_cast<std::size_t>(std::ranges::count(text, '\n')) + 2) << seed;
    }
    if (!loaded.spec) continue;
    ++accepted;
    const std::string yaml = show(*loaded.spec, loaded.as_written);
    if (yaml.find("***") != yaml.npos) continue;
    ASSERT_EQ(describe(spec_of(yaml, fake)), describe(*loaded.spec)) << seed << "\n"
                                                                     << text << yaml;
  }
  // Both sides were exercised.
  EXPECT_GT(accepted, 100u);
  EXPECT_LT(accepted, 3900u);
}

}  // namespace
}  // namespace deepalive::config
