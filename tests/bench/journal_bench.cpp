#include <benchmark/benchmark.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <vector>

#include "service/journal/journal.h"
#include "service/journal/journal_reader.h"
#include "service/journal/segment_folder.h"
#include "service/replay/replay.h"
#include "tests/servers/temporary_folder.h"
#include "tests/unit/service/journal/life.h"

// What writing a node's life down costs the thread that looks, the disk, and the next start.
namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using testing::Life;
using testing::TemporaryFolder;

const Published<Inventory>& no_inventory() {
  static const Published<Inventory> inventory(std::make_shared<const Inventory>());
  return inventory;
}

std::unique_ptr<Journal> open(const TemporaryFolder& folder, const NodeHealth& node,
                              std::shared_ptr<History> history, std::size_t max_size) {
  return std::make_unique<Journal>(JournalOptions{.data_dir = folder.path(),
                                                  .limits = {.max_size = max_size},
                                                  .queue = std::size_t{1} << 30,
                                                  .stop_within = 60s},
                                   node, no_inventory(), std::move(history),
                                   [](bool, const std::string&) {});
}

std::uintmax_t size_of(const TemporaryFolder& folder) {
  std::uintmax_t size = 0;
  for (const auto& segment : SegmentFolder(folder.path()).list()) size += segment.size;
  return size;
}

// One role with so many checks that pass, looked at one after the other.
class Node {
 public:
  explicit Node(std::size_t checks) {
    RoleSpec spec;
    spec.name = "shop";
    for (std::size_t i = 0; i < checks; ++i) {
      CheckSpec check;
      check.name = "check" + std::to_string(i);
      check.target = HttpTarget{};
      spec.checks.push_back(std::move(check));
    }
    keeper_ = std::make_unique<RoleKeeper>(std::make_shared<const RoleSpec>(std::move(spec)), node_,
                                           now_);
  }

  const NodeHealth& node() const { return node_; }

  // The next look, as a journal is told of it.
  void look(Journal& journal) {
    now_.steady += 12345us;
    now_.wall += 12345us;
    const std::size_t check = looks_++ % keeper_->health().checks.size();
    const RoleInput input = Observed{check,
                                     {.outcome = Outcome::pass,
                                      .reason = Reason::ok,
                                      .detail = "status 200",
                                      .duration = 2345us,
                                      .time = now_,
                                      .http = HttpEvidence{.phases = {}, .status = 200}}};
    // The keeper's own cost is another benchmark's.
    if (looks_ <= keeper_->health().checks.size()) {
      change_ = keeper_->take(input, now_);
      change_.before = change_.after;
    }
    journal.record(input, change_, now_);
  }

 private:
  NodeHealth node_;
  Instant now_{TimePoint(1h), WallTime(1'700'000'000s)};
  std::unique_ptr<RoleKeeper> keeper_;
  RoleChange change_;
  std::size_t looks_ = 0;
};

void record_a_pass(benchmark::State& state) {
  const TemporaryFolder folder;
  Node node(static_cast<std::size_t>(state.range(0)));
  const auto journal = open(folder, node.node(), std::make_shared<History>(), std::size_t{1} << 34);
  for (int i = 0; i < 10'000; ++i) node.look(*journal);
  journal->flush(60s);
  const auto before = size_of(folder);
  for (auto _ : state) node.look(*journal);
  journal->flush(60s);
  state.counters["bytes"] =
      static_cast<double>(size_of(folder) - before) / static_cast<double>(state.iterations());
}
BENCHMARK(record_a_pass)->ArgName("checks")->Arg(1)->Arg(100)->Arg(5000);

// From the call until it is on the disk, with its incident.
void record_and_flush_a_transition(benchmark::State& state) {
  const TemporaryFolder folder;
  Life life(1);
  const auto journal = open(folder, life.node(), std::make_shared<History>(), 64 << 20);
  life.journal = journal.get();
  for (auto _ : state) {
    while (!life.step()) {
    }
    journal->flush(60s);
  }
}
BENCHMARK(record_and_flush_a_transition)->UseRealTime()->Unit(benchmark::kMillisecond);

// A folder of so many MiB, from the life of a node on which little happens.
void fill(const TemporaryFolder& folder, std::size_t size) {
  Life life(1, "role", false);
  const auto journal = open(folder, life.node(), std::make_shared<History>(), 1 << 30);
  life.journal = journal.get();
  do {
    for (int i = 0; i < 100'000; ++i) life.step();
    journal->flush(60s);
  } while (size_of(folder) < size);
}

void load_history_at_start(benchmark::State& state) {
  const TemporaryFolder folder;
  fill(folder, 64 << 20);
  const NodeHealth node;
  std::size_t transitions = 0;
  for (auto _ : state) {
    const auto history = std::make_shared<History>();
    const auto journal = open(folder, node, history, 1 << 30);
    journal->stop();
    transitions = history->find({}).transitions.size();
  }
  state.counters["shown"] = static_cast<double>(transitions);
  state.counters["MiB"] = static_cast<double>(size_of(folder)) / (1 << 20);
}
BENCHMARK(load_history_at_start)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(3);

void replay_all(benchmark::State& state) {
  const TemporaryFolder folder;
  fill(folder, 8 << 20);
  std::size_t inputs = 0;
  for (auto _ : state) {
    Replay replay([](const auto& recorded) { return recorded; });
    JournalEvents events = replay.events();
    const auto take = events.input;
    events.input = [&](RecordedInput input) {
      ++inputs;
      take(std::move(input));
    };
    read_journal(folder.path(), events, [](const std::string&) {});
  }
  state.counters["inputs/s"] =
      benchmark::Counter(static_cast<double>(inputs), benchmark::Counter::kIsRate);
}
BENCHMARK(replay_all)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace
}  // namespace deepalive::service

BENCHMARK_MAIN();
