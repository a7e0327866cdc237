#include "service/journal/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string>
#include <vector>

#include "service/history/saved_history.h"
#include "service/journal/journal_reader.h"
#include "service/journal/segment_folder.h"
#include "service/replay/replay.h"
#include "tests/servers/temporary_folder.h"
#include "tests/unit/service/journal/life.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::identities;
using ::testing::IsEmpty;
using testing::Life;
using ::testing::Not;
using ::testing::SizeIs;

constexpr auto kPatience = 30s;

// A disk that refuses or hangs on command, in front of a real one.
struct Disk {
  std::mutex mutex;
  std::condition_variable changed;
  bool refuses = false;
  bool hangs = false;

  void set(bool refusing, bool hanging) {
    const std::lock_guard lock(mutex);
    refuses = refusing;
    hangs = hanging;
    changed.notify_all();
  }
  std::optional<Error> pass() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return !hangs; });
    if (!refuses) return std::nullopt;
    return Error{Reason::internal_error, 28, "no space left"};
  }
};

class FileOnDisk final : public SegmentFile {
 public:
  FileOnDisk(std::shared_ptr<Disk> disk, std::unique_ptr<SegmentFile> file)
      : disk_(std::move(disk)), file_(std::move(file)) {}
  std::optional<Error> write(std::string_view bytes) override {
    auto error = disk_->pass();
    // As a full disk does: half of it is there.
    if (error) file_->write(bytes.substr(0, bytes.size() / 2));
    return error ? error : file_->write(bytes);
  }
  std::optional<Error> flush() override {
    auto error = disk_->pass();
    return error ? error : file_->flush();
  }

 private:
  std::shared_ptr<Disk> disk_;
  std::unique_ptr<SegmentFile> file_;
};

class JournalTest : public ::testing::Test {
 protected:
  JournalOptions options() {
    return {
        .data_dir = folder_.path(),
        .flush_every = 5ms,
        .retry_after = 1ms,
        .create = [disk = disk_](
                      const std::filesystem::path& path) -> Result<std::unique_ptr<SegmentFile>> {
          auto file = create_segment_file(path);
          if (!file) return file.error();
          return std::unique_ptr<SegmentFile>(std::make_unique<FileOnDisk>(disk, *std::move(file)));
        }};
  }

  std::unique_ptr<Journal> open(const Life& life, const JournalOptions& options) {
    history_ = std::make_shared<History>();
    return std::make_unique<Journal>(options, life.node(), inventory_, history_,
                                     [this](bool, const std::string& text) {
                                       const std::lock_guard lock(told_mutex_);
                                       told_.push_back(text);
                                     });
  }

  std::vector<std::string> told() {
    const std::lock_guard lock(told_mutex_);
    return told_;
  }

  std::vector<std::string> on_disk() {
    std::vector<Transition> transitions;
    for (const auto& transition :
         read_transitions(folder_.path().string(), [](const std::string&) {})) {
      transitions.push_back(*transition);
    }
    return identities(transitions);
  }

  static void until_transition(Life& life) {
    while (!life.step() || !is_of_interest(life.transitions().back())) {
    }
  }

  const testing::TemporaryFolder folder_;
  const std::shared_ptr<Disk> disk_ = std::make_shared<Disk>();
  Published<Inventory> inventory_{std::make_shared<const Inventory>()};
  std::shared_ptr<History> history_;
  std::mutex told_mutex_;
  std::vector<std::string> told_;
};

TEST_F(JournalTest, ATransitionIsOnTheDiskAsSoonAsItIsFlushed) {
  Life life(1);
  const auto journal = open(life, options());
  life.journal = journal.get();
  for (int i = 0; i < 20; ++i) {
    until_transition(life);
    ASSERT_TRUE(journal->flush(kPatience));
    ASSERT_EQ(on_disk(), identities(life.transitions()));
  }
  EXPECT_EQ(journal->dropped(), 0u);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(JournalTest, HistoryIsThereAgainAfterARestart) {
  Life life(2);
  auto journal = open(life, options());
  life.journal = journal.get();
  for (int i = 0; i < 30; ++i) until_transition(life);
  EXPECT_THAT(history_->find({}).transitions, SizeIs(30));
  journal->stop();
  journal = open(life, options());
  life.journal = journal.get();
  until_transition(life);
  ASSERT_TRUE(journal->flush(kPatience));
  std::vector<Transition> shown;
  for (const auto& transition : history_->find({}).transitions) shown.push_back(*transition);
  std::vector<Transition> expected = life.transitions();
  std::erase_if(expected, [](const auto& transition) { return !is_of_interest(transition); });
  EXPECT_EQ(identities(shown), identities(expected));
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(JournalTest, ADiskThatRefusesIsToldOfOnceAndLosesNoTransition) {
  Life life(3);
  const auto journal = open(life, options());
  life.journal = journal.get();
  until_transition(life);
  ASSERT_TRUE(journal->flush(kPatience));
  disk_->set(true, false);
  for (int i = 0; i < 10; ++i) {
    until_transition(life);
    EXPECT_FALSE(journal->flush(kPatience));
  }
  EXPECT_THAT(told(), ElementsAre(HasSubstr("no space left")));
  EXPECT_THAT(history_->find({}).transitions, SizeIs(11));
  disk_->set(false, false);
  // The next input begins a new segment, once the disk may be tried again.
  const auto end = std::chrono::steady_clock::now() + kPatience;
  do {
    until_transition(life);
  } while (!journal->flush(kPatience) && std::chrono::steady_clock::now() < end);
  EXPECT_EQ(on_disk(), identities(life.transitions()));
  EXPECT_THAT(told(), ElementsAre(HasSubstr("no space left"), HasSubstr("it is written again")));
  EXPECT_GT(journal->dropped(), 0u);
}

TEST_F(JournalTest, ASlowDiskCostsInputsAndNeitherTransitionsNorTime) {
  Life life(4);
  auto small = options();
  small.queue = 2000;
  small.stop_within = kPatience;
  const auto journal = open(life, small);
  life.journal = journal.get();
  disk_->set(false, true);
  // Far more than the queue holds; it returns although nothing is written.
  for (int i = 0; i < 2000; ++i) life.step();
  EXPECT_GT(journal->dropped(), 0u);
  disk_->set(false, false);
  ASSERT_TRUE(journal->flush(kPatience));
  for (int i = 0; i < 100; ++i) life.step();
  journal->stop();
  EXPECT_EQ(on_disk(), identities(life.transitions()));
  EXPECT_THAT(told(), AllOf(Not(IsEmpty()), Each(HasSubstr("too slow"))));
}

TEST_F(JournalTest, ADiskThatHangsDoesNotHoldUpTheEnd) {
  Life life(5);
  auto impatient = options();
  impatient.stop_within = 10ms;
  auto journal = open(life, impatient);
  life.journal = journal.get();
  disk_->set(false, true);
  until_transition(life);
  journal->stop();
  EXPECT_THAT(told(), ElementsAre(HasSubstr("hangs")));
  journal.reset();
  disk_->set(false, false);  // whatever is still written then says nothing any more
}

TEST_F(JournalTest, AFolderThatCannotBeMadeStopsNothing) {
  folder_.write("journal", "a file stands where the folder should be");
  Life life(6);
  const auto journal = open(life, options());
  life.journal = journal.get();
  until_transition(life);
  EXPECT_FALSE(journal->flush(kPatience));
  EXPECT_THAT(told(), ElementsAre(HasSubstr("going on without it")));
  EXPECT_THAT(history_->find({}).transitions, SizeIs(1));
}

TEST_F(JournalTest, IsCappedBySizeAndTheRestIsAValidBeginning) {
  Life life(7, "role", false);
  auto small = options();
  small.limits.max_size = std::size_t{256} << 10;
  const auto journal = open(life, small);
  life.journal = journal.get();
  do {
    for (int i = 0; i < 5000; ++i) life.step();
    ASSERT_TRUE(journal->flush(kPatience));
  } while (SegmentFolder(folder_.path()).list().front().sequence == 1);
  journal->stop();
  std::uintmax_t total = 0;
  for (const auto& segment : SegmentFolder(folder_.path()).list()) total += segment.size;
  EXPECT_LE(total, small.limits.max_size + small.limits.max_size / 4);
  bool first = true;
  std::size_t inputs = 0;
  JournalEvents events;
  events.begin = [&first](const SegmentHead&, bool whole) {
    EXPECT_EQ(whole, !first);
    first = false;
  };
  events.input = [&inputs](const RecordedInput&) { ++inputs; };
  read_journal(folder_.path(), events, [](const std::string& text) { ADD_FAILURE() << text; });
  EXPECT_GT(inputs, 10'000u);
}

TEST_F(JournalTest, GarbageInItsFolderIsToldOfOnceAndStopsNothing) {
  std::filesystem::create_directories(folder_.path() / "journal");
  {
    Life life(8);
    const auto journal = open(life, options());
    life.journal = journal.get();
    until_transition(life);
    ASSERT_TRUE(journal->flush(kPatience));
  }
  const auto segments = SegmentFolder(folder_.path()).list();
  std::ofstream(segments.front().path, std::ios::binary | std::ios::app) << "garbage at the end";
  std::ofstream(folder_.path() / "journal" / "0000000007.journal") << "not a journal at all";
  std::ofstream(folder_.path() / "journal" / "0000000008.journal") << "";
  std::ofstream(folder_.path() / "journal" / "readme.txt") << "not looked at";
  const auto before = on_disk();
  for (int start = 0; start < 2; ++start) {
    told_.clear();
    Life life(9);
    const auto journal = open(life, options());
    life.journal = journal.get();
    until_transition(life);
    ASSERT_TRUE(journal->flush(kPatience));
    EXPECT_THAT(told(), SizeIs(start == 0 ? 3 : 0));
  }
  EXPECT_GE(on_disk().size(), before.size() + 2);
  EXPECT_TRUE(
      std::filesystem::exists(folder_.path() / "journal" / "0000000007.journal.unreadable"));
}

TEST_F(JournalTest, MutatedFilesNeverCrashAReader) {
  {
    Life life(10);
    const auto journal = open(life, options());
    life.journal = journal.get();
    for (int i = 0; i < 300; ++i) life.step();
    ASSERT_TRUE(journal->flush(kPatience));
  }
  const auto path = SegmentFolder(folder_.path()).list().front().path;
  std::ifstream file(path, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  file.close();
  testing::Dice dice(1);
  for (int round = 0; round < 200; ++round) {
    // Frames are mended, so that what is in them is read and not refused by its checksum.
    std::string bytes(kSegmentMagic);
    FrameReader frames(whole);
    while (const auto frame = frames.next()) {
      std::string payload(frame->payload);
      if (dice.below(3) == 0 && !payload.empty()) {
        payload[dice.below(static_cast<unsigned>(payload.size()))] =
            static_cast<char>(dice.below(256));
      }
      if (dice.below(20) != 0) append_frame(bytes, static_cast<FrameType>(frame->type), payload);
    }
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    Replay replay([](const auto& recorded) { return recorded; });
    read_journal(folder_.path(), replay.events(), [](const std::string&) {});
  }
}

}  // namespace
}  // namespace deepalive::service
