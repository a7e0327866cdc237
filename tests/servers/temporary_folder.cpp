#include "tests/servers/temporary_folder.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <stdexcept>

namespace deepalive::testing {
namespace {

constexpr auto kPatience = std::chrono::seconds(10);

}  // namespace

TemporaryFolder::TemporaryFolder() {
  static std::atomic<unsigned> count{0};
  const auto stamp = std::chrono::steady_clock::now().time_since_epoch().count();
  path_ = std::filesystem::temp_directory_path() /
          ("deepalive-" + std::to_string(stamp % 1'000'000'000) + "-" + std::to_string(++count));
  std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void TemporaryFolder::write(const std::string& name, const std::string& text) const {
  // Whoever follows the file sees the old or the new text, never half of one.
  const auto next = path_ / (name + ".new");
  std::ofstream(next, std::ios::binary) << text;
  // Windows refuses for as long as a reader has the old one open.
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  std::error_code error;
  do {
    std::filesystem::rename(next, path_ / name, error);
  } while (error && std::chrono::steady_clock::now() < deadline);
  if (error) throw std::runtime_error(name + " cannot be replaced: " + error.message());
}

}  // namespace deepalive::testing
