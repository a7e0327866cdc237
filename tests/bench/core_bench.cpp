// What the rules cost: taking in one observation, and giving an answer.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/protocol.h"
#include "core/published.h"
#include "core/role_keeper.h"

namespace deepalive {
namespace {

using namespace std::chrono_literals;

// A node with this many roles of this many checks each, all passing.
class Node {
 public:
  Node(std::int64_t roles, std::int64_t checks) {
    for (std::int64_t role = 0; role < roles; ++role) {
      RoleSpec spec;
      spec.name = name_of(role);
      for (std::int64_t check = 0; check < checks; ++check) {
        CheckSpec& made = spec.checks.emplace_back();
        made.name = "check-" + std::to_string(check);
        made.target = HttpTarget{};
      }
      keepers_.push_back(std::make_unique<RoleKeeper>(
          std::make_shared<const RoleSpec>(std::move(spec)), health_, now_));
      for (std::int64_t check = 0; check < checks; ++check) observe(role, check);
    }
  }

  static std::string name_of(std::int64_t role) { return "role-" + std::to_string(role); }

  const RoleHealth& observe(std::int64_t role, std::int64_t check,
                            Outcome outcome = Outcome::pass) {
    now_.steady += 1us;
    Observation observation{
        .outcome = outcome,
        .reason = outcome == Outcome::pass ? Reason::ok : Reason::status_unexpected,
        .detail = "status 200 in 3 ms, from 127.0.0.1:80",
        .duration = 3ms,
        .time = now_,
        .http = HttpEvidence{.phases = {}, .status = 200}};
    RoleKeeper& keeper = *keepers_[static_cast<std::size_t>(role)];
    keeper.take(Observed{static_cast<std::size_t>(check), std::move(observation)}, now_);
    return keeper.health();
  }

  const NodeHealth& health() const { return health_; }
  Instant now() const { return now_; }

 private:
  Instant now_{TimePoint(1000h), WallTime(std::chrono::hours(490'000))};
  NodeHealth health_;
  std::vector<std::unique_ptr<RoleKeeper>> keepers_;
};

void observe(benchmark::State& state) {
  const std::int64_t roles = state.range(0);
  const std::int64_t checks = state.range(1);
  Node node(roles, checks);
  std::int64_t turn = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(&node.observe(turn % roles, turn / roles % checks));
    ++turn;
  }
}
BENCHMARK(observe)
    ->ArgNames({"roles", "checks"})
    ->ArgsProduct({{1}, {1, 10, 100, 1000, 5000}})
    ->ArgsProduct({{50, 500}, {1, 10}});

// Each look finds another thing than the one before, so that each is a transition.
void observe_a_change(benchmark::State& state) {
  Node node(1, state.range(0));
  std::int64_t turn = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(&node.observe(0, 0, ++turn % 2 ? Outcome::fail : Outcome::pass));
  }
}
BENCHMARK(observe_a_change)->ArgName("checks")->Arg(1)->Arg(100)->Arg(5000);

// What a check holds of the heap, published and with the writer's side of it.
void memory_of_a_check(benchmark::State& state) {
  const std::size_t before = mallinfo2().uordblks;
  const Node node(state.range(0), state.range(1));
  const std::size_t held = mallinfo2().uordblks - before;
  for (auto _ : state) benchmark::DoNotOptimize(&node);
  state.counters["bytes_per_check"] =
      static_cast<double>(held) / static_cast<double>(state.range(0) * state.range(1));
}
BENCHMARK(memory_of_a_check)->ArgNames({"roles", "checks"})->Args({1, 5000})->Args({500, 10});

// One role of the node again and again: what is left of the difference is the processor's cache.
void observe_one_role(benchmark::State& state) {
  Node node(state.range(0), 10);
  std::int64_t turn = 0;
  for (auto _ : state) benchmark::DoNotOptimize(&node.observe(0, turn++ % 10));
}
BENCHMARK(observe_one_role)->ArgName("roles")->Arg(1)->Arg(50)->Arg(500);

void find_and_answer(benchmark::State& state) {
  const Node node(state.range(0), 10);
  const std::string name = Node::name_of(state.range(0) / 2);
  for (auto _ : state) {
    const auto health = node.health().find(name);
    benchmark::DoNotOptimize(current(*health, node.now().steady));
  }
}
BENCHMARK(find_and_answer)->ArgName("roles")->Arg(1)->Arg(50)->Arg(500);

// The writer is gone and the verdict has run out: every answer is judged anew.
void current_after_valid_until(benchmark::State& state) {
  const Node node(1, state.range(0));
  const auto health = node.health().find(Node::name_of(0));
  const TimePoint late = health->judgement.valid_until + 1s;
  for (auto _ : state) benchmark::DoNotOptimize(current(*health, late));
}
BENCHMARK(current_after_valid_until)->ArgName("checks")->Arg(1)->Arg(10)->Arg(100);

void load(benchmark::State& state) {
  static Published<int> published(std::make_shared<const int>(1));
  for (auto _ : state) benchmark::DoNotOptimize(published.load());
}
BENCHMARK(load)->Threads(1)->Threads(2);

void load_while_a_writer_storms(benchmark::State& state) {
  Published<int> published(std::make_shared<const int>(0));
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int value = 1; !done; ++value) published.store(std::make_shared<const int>(value));
  });
  for (auto _ : state) benchmark::DoNotOptimize(published.load());
  done = true;
  writer.join();
}
BENCHMARK(load_while_a_writer_storms)->UseRealTime();

void format_answer(benchmark::State& state) {
  const protocol::Answer answer{
      .alive = false,
      .verdict = "unhealthy",
      .role = "shop",
      .age_ms = 1234,
      .generation = 56,
      .reason = "status_unexpected",
      .detail = std::string(static_cast<std::size_t>(state.range(0)), 'x')};
  for (auto _ : state) benchmark::DoNotOptimize(protocol::format_answer(answer));
}
BENCHMARK(format_answer)->ArgName("detail_bytes")->Arg(50)->Arg(5000);

}  // namespace
}  // namespace deepalive

BENCHMARK_MAIN();
