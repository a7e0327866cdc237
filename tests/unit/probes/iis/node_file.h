#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "core/time.h"

namespace deepalive::probes {

// A file of a simulated node in a folder of its own, and a clock that only the test moves.
class NodeFile {
 public:
  NodeFile()
      : folder_(std::filesystem::temp_directory_path() /
                ("deepalive-" + std::to_string(std::random_device{}()) + "-" +
                 std::to_string(std::random_device{}()))) {
    std::filesystem::create_directory(folder_);
  }
  NodeFile(const NodeFile&) = delete;
  NodeFile& operator=(const NodeFile&) = delete;
  ~NodeFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string path() const { return (folder_ / "iis.yaml").string(); }

  void write(std::string_view yaml) const {
    std::ofstream file(path(), std::ios::binary | std::ios::trunc);
    file << yaml;
    file.close();
    ASSERT_TRUE(file) << path();
  }

  void remove() const { std::filesystem::remove(path()); }

  Clock clock() const {
    return [now = now_] { return *now; };
  }
  void pass_time(Duration duration) const { now_->steady += duration; }

 private:
  const std::filesystem::path folder_;
  const std::shared_ptr<Instant> now_ = std::make_shared<Instant>();
};

}  // namespace deepalive::probes
