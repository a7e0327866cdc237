#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "tests/unit/service/page/shown_node.h"

namespace deepalive {
namespace {

// What one view of the page costs on a node of so many roles of 10 checks, of which so many are
// down.
void ShowThePage(benchmark::State& state) {
  std::vector<std::string> names;
  for (int i = 0; i < state.range(0); ++i) names.push_back("role" + std::to_string(i));
  testing::ShownNode node(names, 10);
  for (std::size_t role = 0; role < names.size(); ++role) {
    const bool down = role < static_cast<std::size_t>(state.range(1));
    for (std::size_t look = 0; look < service::RecentResults::kKept; ++look) {
      for (std::size_t check = 0; check < 10; ++check) {
        node.see(role, check, down ? Outcome::fail : Outcome::pass);
      }
    }
  }
  std::size_t bytes = 0;
  for (auto _ : state) bytes = node.get().body.size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(ShowThePage)
    ->ArgNames({"roles", "down"})
    ->Args({3, 1})
    ->Args({500, 0})
    ->Args({500, 5})
    ->Args({500, 500})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace deepalive

BENCHMARK_MAIN();
