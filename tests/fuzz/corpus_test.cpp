#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/fuzz/targets.h"

// What fuzzers have found worth keeping is thrown at the code again in every build.
namespace deepalive::fuzz {
namespace {

class FuzzCorpus : public ::testing::TestWithParam<Target> {};

TEST_P(FuzzCorpus, BreaksNothing) {
  const auto folder = std::filesystem::path(DEEPALIVE_FUZZ_CORPUS) / std::string(GetParam().name);
  std::size_t inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().string());
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    GetParam().run(bytes);
    ++inputs;
  }
  EXPECT_GT(inputs, 0U) << folder;
}

INSTANTIATE_TEST_SUITE_P(Of, FuzzCorpus, ::testing::ValuesIn(kTargets),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace deepalive::fuzz
