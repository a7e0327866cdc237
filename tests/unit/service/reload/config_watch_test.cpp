#include "service/reload/config_watch.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;

constexpr const char* kGood = "roles: {shop: {sites: [\"${file:name.txt}\"]}}\n";

// Files that a test writes. Shared with the watch's thread, which may outlive the test.
struct Disk {
  Result<std::string> read(const std::filesystem::path& file) {
    std::unique_lock lock(mutex);
    ++reads;
    changed.notify_all();
    changed.wait(lock, [this] { return !hanging; });
    const auto found = files.find(file.filename().string());
    if (found == files.end()) return Error{.where = "does not exist"};
    // As if somebody were writing it all the time.
    return restless ? found->second + "# " + std::to_string(reads) : found->second;
  }

  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, std::string> files{{"deepalive.yaml", kGood}, {"name.txt", "Shop"}};
  std::size_t reads = 0;
  bool restless = false;
  bool hanging = false;
  std::vector<std::string> sites;  // of each load; "refused"
};

class Watched : public ::testing::Test {
 protected:
  ~Watched() override {
    set(disk->hanging, false);
    watch.stop();
  }

  template <class T>
  void set(T& place, T value) {
    const std::lock_guard lock(disk->mutex);
    place = std::move(value);
    disk->changed.notify_all();
  }
  void write(const std::string& name, const std::string& text) {
    const std::lock_guard lock(disk->mutex);
    disk->files[name] = text;
  }
  std::vector<std::string> sites() {
    const std::lock_guard lock(disk->mutex);
    return disk->sites;
  }
  void wait_for_loads(std::size_t count) {
    std::unique_lock lock(disk->mutex);
    ASSERT_TRUE(disk->changed.wait_for(lock, 10s, [&] { return disk->sites.size() >= count; }));
  }
  // So many looks from now on.
  void wait_for_reads(std::size_t count) {
    std::unique_lock lock(disk->mutex);
    const std::size_t end = disk->reads + count;
    ASSERT_TRUE(disk->changed.wait_for(lock, 10s, [&] { return disk->reads >= end; }));
  }

  const std::shared_ptr<Disk> disk = std::make_shared<Disk>();
  ConfigWatch watch{
      std::filesystem::temp_directory_path() / "deepalive.yaml",
      {.variable = [](auto&) { return std::nullopt; },
       .file = [disk = disk](const auto& file, std::size_t) { return disk->read(file); }},
      1ms,
      [disk = disk](config::Loaded loaded, const std::vector<ConfigWatch::Ask>& asks) {
        for (const auto& ask : asks) ask->done("");
        const std::lock_guard lock(disk->mutex);
        disk->sites.push_back(loaded.spec ? loaded.spec->roles.at(0).sites.at(0) : "refused");
        disk->changed.notify_all();
      }};
};

TEST_F(Watched, AFileIsLoadedOnceForEachChange) {
  watch.start();
  wait_for_loads(1);  // whatever changed since the agent loaded it
  wait_for_reads(20);
  write("deepalive.yaml", "roles: {blog: {sites: [Blog]}}\n");
  wait_for_loads(2);
  wait_for_reads(20);
  watch.stop();
  EXPECT_EQ(sites(), (std::vector<std::string>{"Shop", "Blog"}));
}

TEST_F(Watched, AFileThatIsReferredToIsFollowed) {
  watch.start();
  wait_for_loads(1);
  write("name.txt", "News");
  wait_for_loads(2);
  watch.stop();
  EXPECT_EQ(sites().back(), "News");
}

TEST_F(Watched, AFileThatIsBeingWrittenIsWaitedFor) {
  set(disk->restless, true);
  watch.start();
  wait_for_reads(50);
  EXPECT_TRUE(sites().empty());
  set(disk->restless, false);
  wait_for_loads(1);
}

TEST_F(Watched, AFileThatGoesIsAChangeToo) {
  watch.start();
  wait_for_loads(1);
  {
    const std::lock_guard lock(disk->mutex);
    disk->files.erase("deepalive.yaml");
  }
  wait_for_loads(2);
  write("deepalive.yaml", kGood);
  wait_for_loads(3);
  watch.stop();
  EXPECT_EQ(sites(), (std::vector<std::string>{"Shop", "refused", "Shop"}));
}

TEST_F(Watched, WhoAsksDoesNotWaitForItToRest) {
  set(disk->restless, true);
  watch.start();
  const auto progress = watch.load_now();
  wait_for_loads(1);
  EXPECT_TRUE(progress->seen().finished());
}

TEST_F(Watched, WhoAsksTooLateIsToldSo) {
  watch.start();
  watch.stop();
  EXPECT_EQ(watch.load_now()->seen().progress.reason, "agent_stopping");
}

TEST_F(Watched, AFileThatHangsDoesNotHoldUpTheEnd) {
  set(disk->hanging, true);
  watch.start();
  wait_for_reads(1);
  watch.stop();
  EXPECT_TRUE(sites().empty());
}

}  // namespace
}  // namespace deepalive::service
