#include "core/published.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace deepalive {
namespace {

// Knows how many of it live, and whether a reader was given one that is half made or already gone.
class Counted {
 public:
  Counted(std::uint64_t version, std::atomic<int>& live)
      : version_(version), check_(~version), live_(live) {
    ++live_;
  }
  ~Counted() {
    EXPECT_TRUE(intact()) << "freed twice";
    check_ = version_;
    --live_;
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

  std::uint64_t version() const { return version_; }
  bool intact() const { return check_ == ~version_; }

 private:
  std::uint64_t version_;
  std::uint64_t check_;
  std::atomic<int>& live_;
};

TEST(Published, GivesWhatWasStoredLast) {
  Published<int> published(std::make_shared<const int>(1));
  EXPECT_EQ(*published.load(), 1);
  published.store(std::make_shared<const int>(2));
  EXPECT_EQ(*published.load(), 2);
  EXPECT_EQ(*published.load(), 2);
}

TEST(Published, FreesAValueAsSoonAsItIsReplacedAndNobodyHasIt) {
  std::atomic<int> live = 0;
  {
    Published<Counted> published(std::make_shared<const Counted>(1, live));
    for (std::uint64_t version = 2; version < 100; ++version) {
      (void)published.load();
      published.store(std::make_shared<const Counted>(version, live));
      EXPECT_EQ(live, 1);
    }
  }
  EXPECT_EQ(live, 0);
}

TEST(Published, AReaderKeepsWhatItReadForAsLongAsItLikes) {
  std::atomic<int> live = 0;
  std::shared_ptr<const Counted> kept;
  {
    Published<Counted> published(std::make_shared<const Counted>(1, live));
    kept = published.load();
    published.store(std::make_shared<const Counted>(2, live));
    EXPECT_EQ(live, 2);
  }
  EXPECT_EQ(live, 1);
  EXPECT_EQ(kept->version(), 1u);
  kept.reset();
  EXPECT_EQ(live, 0);
}

TEST(Published, AnyNumberOfReadsOneAfterTheOtherDoNotFillTheCount) {
  Published<int> published(std::make_shared<const int>(1));
  for (int i = 0; i < 200'000; ++i) ASSERT_EQ(*published.load(), 1);
  published.store(std::make_shared<const int>(2));
  EXPECT_EQ(*published.load(), 2);
}

TEST(Published, ReadersBesideAStormingWriterSeeWholeValuesInOrderAndEachIsFreedOnce) {
  constexpr std::uint64_t kLast = 20'000;
  constexpr int kReaders = 4;
  std::atomic<int> live = 0;
  std::atomic<bool> broken = false;
  std::atomic<bool> went_back = false;
  std::atomic<int> ready = 0;
  {
    Published<Counted> published(std::make_shared<const Counted>(0, live));
    std::vector<std::thread> readers;
    for (int i = 0; i < kReaders; ++i) {
      readers.emplace_back([&] {
        ++ready;
        std::shared_ptr<const Counted> kept;
        std::uint64_t seen = 0;
        while (seen < kLast) {
          auto value = published.load();
          if (!value->intact()) broken = true;
          if (value->version() < seen) went_back = true;
          seen = value->version();
          if (seen % 7 == 0) kept = std::move(value);  // some live on after they were replaced
        }
      });
    }
    while (ready < kReaders) std::this_thread::yield();
    for (std::uint64_t version = 1; version <= kLast; ++version) {
      published.store(std::make_shared<const Counted>(version, live));
    }
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(live, 1);
  }
  EXPECT_EQ(live, 0);
  EXPECT_FALSE(broken);
  EXPECT_FALSE(went_back);
}

}  // namespace
}  // namespace deepalive
