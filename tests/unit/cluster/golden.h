#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace deepalive::cluster::test {

// Compares with a whole text that a person has read. The files end their lines in \n. With the
// variable UPDATE_GOLDEN set they are written anew instead; read the difference then.
inline void expect_golden(const std::string& name, std::string text) {
  EXPECT_EQ(std::ranges::count(text, '\n'), std::ranges::count(text, '\r'));
  std::erase(text, '\r');
  const std::string path = GOLDEN_FOLDER + name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path;
  const std::string golden{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, golden) << path;
}

}  // namespace deepalive::cluster::test
