#include <gtest/gtest.h>

#include <filesystem>

#include "config/load.h"
#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

TEST(Sample, LoadsWithoutAnyProblem) {
  const Loaded loaded = load_file(DEEPALIVE_SAMPLE);
  EXPECT_EQ(format_problems(loaded.problems, "sample"), "");
  ASSERT_TRUE(loaded.spec);
  EXPECT_EQ(loaded.spec->roles.size(), 2u);
}

TEST(Sample, SaysOfTheNodeWhatTheDefaultsSay) {
  const Loaded loaded = load_file(DEEPALIVE_SAMPLE);
  ASSERT_TRUE(loaded.spec);
  NodeSpec sample = *loaded.spec;
  NodeSpec defaults = spec_of("roles: {}");
  EXPECT_TRUE(sample.agent.log.file.ends_with("deepalive.log"));
  sample.agent.log.file = defaults.agent.log.file;
  sample.agent.data_dir = defaults.agent.data_dir;
  sample.roles.clear();
  EXPECT_EQ(describe(sample), describe(defaults));
}

}  // namespace
}  // namespace deepalive::config
