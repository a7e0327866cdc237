#include "tests/bench/scaled_agent.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdio>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "service/answers.h"
#include "service/monitor.h"
#include "service/pipe/pipe_server.h"
#include "tests/bench/blocking_client.h"
#include "tests/bench/cpu.h"

namespace deepalive::bench {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr std::size_t kChecksARole = 10;
constexpr Duration kWarmUp = 6s;  // first looks are spread over one interval
constexpr Duration kMeasured = 10s;
constexpr Duration kBetweenQuestions = 5ms;

std::shared_ptr<const NodeSpec> node_of(std::size_t checks, std::uint16_t port,
                                        const std::string& ca_file, bool reuse_connection) {
  NodeSpec node;
  for (std::size_t i = 0; i < checks; ++i) {
    if (i % kChecksARole == 0) {
      RoleSpec& role = node.roles.emplace_back();
      role.name = "role" + std::to_string(i / kChecksARole);
      role.placement = Placement::always;
    }
    HttpTarget target;
    target.url = (ca_file.empty() ? "http" : "https") + std::string("://127.0.0.1:") +
                 std::to_string(port) + "/";
    target.expect.body_matches = "open";
    target.tls.ca_file = ca_file;
    target.reuse_connection = reuse_connection;
    CheckSpec& check = node.roles.back().checks.emplace_back();
    check.name = "page" + std::to_string(i % kChecksARole);
    check.target = std::move(target);
  }
  return std::make_shared<const NodeSpec>(std::move(node));
}

double resident_kb() {
  std::ifstream file("/proc/self/statm");
  double size = 0;
  double resident = 0;
  file >> size >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1024;
}

double heap_kb() { return static_cast<double>(::mallinfo2().uordblks) / 1024; }

std::string percentile(const std::vector<double>& sorted, double part) {
  char text[32];
  const auto at = static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1));
  std::snprintf(text, sizeof text, "%.2f", sorted.at(at));
  return text;
}

// Asks at a steady pace, on one connection, and notes how long each answer took.
class Client {
 public:
  explicit Client(std::string pipe) : pipe_(std::move(pipe)), thread_([this] { ask(); }) {}

  std::vector<double> finish() {
    done_ = true;
    thread_.join();
    return std::move(milliseconds_);
  }

 private:
  void ask() {
    const RunOn beside(1);
    BlockingClient client(pipe_);
    while (!done_) {
      const auto begin = std::chrono::steady_clock::now();
      client.ask("ISALIVE role0\n");
      const auto end = std::chrono::steady_clock::now();
      milliseconds_.push_back(std::chrono::duration<double, std::milli>(end - begin).count());
      std::this_thread::sleep_until(begin + kBetweenQuestions);
    }
  }

  std::string pipe_;
  std::vector<double> milliseconds_;
  std::atomic<bool> done_{false};
  std::thread thread_;
};

// Runs it for so long as an agent does.
void run_for(asio::io_context& context, Duration duration) {
  asio::steady_timer end(context, duration);
  end.async_wait([&context](boost::system::error_code) { context.stop(); });
  context.restart();
  context.run();
}

// The same, noting how late each look began: the last lag changes within the handler that begins
// one.
std::vector<double> lags_within(asio::io_context& context, const service::Monitor& monitor,
                                Duration duration) {
  std::vector<double> milliseconds;
  double last = monitor.lag().last_seconds();
  const auto end = std::chrono::steady_clock::now() + duration;
  context.restart();
  while (std::chrono::steady_clock::now() < end) {
    context.run_one();
    const double lag = monitor.lag().last_seconds();
    if (lag != last) milliseconds.push_back(lag * 1000);
    last = lag;
  }
  std::ranges::sort(milliseconds);
  return milliseconds;
}

}  // namespace

std::string scaled_agent_table_head() {
  return "| checks | | looks a second | CPU a look µs | of one core | lag p50 / p99 / max ms | "
         "pipe "
         "p50 / p99 ms | heap a check KB | resident a check KB | looks that failed / said "
         "nothing |\n"
         "|---|---|---|---|---|---|---|---|---|---|\n";
}

std::string run_scaled_agent(std::size_t checks, std::uint16_t port, const std::string& ca_file,
                             const std::filesystem::path& folder, bool reuse_connection) {
  const RunOn one_processor(0);
  const double heap_before = heap_kb();
  const double resident_before = resident_kb();
  NodeHealth node;
  Published<service::Inventory> inventory(std::make_shared<const service::Inventory>());
  asio::io_context looking{1};
  std::size_t looks = 0;
  std::size_t fails = 0;
  std::size_t without_result = 0;
  service::Monitor monitor(looking, node_of(checks, port, ca_file, reuse_connection), node,
                           inventory, {}, system_instant,
                           {.transition = [](const RoleChange&) {},
                            .told =
                                [&](const RoleInput& input, const RoleChange&, Instant) {
                                  const auto* const observed = std::get_if<Observed>(&input);
                                  if (observed == nullptr) return;
                                  ++looks;
                                  const Outcome outcome = observed->observation.outcome;
                                  if (outcome == Outcome::fail) ++fails;
                                  if (outcome == Outcome::indeterminate) ++without_result;
                                },
                            .remember = [](Duration) {}});
  monitor.start();

  const service::History history;
  const service::Responder responder(node, history, system_instant, system_instant(), {});
  asio::io_context answering{1};
  const service::PipeNames names{"bench", folder.string()};
  service::PipeServer pipes(
      answering, names,
      {.line = [&](std::string_view line) { return responder.respond(line); },
       .answer = [&](std::string_view role,
                     service::Question question) { return responder.respond(role, question); }});
  pipes.start();
  std::thread answering_thread([&] { answering.run(); });

  run_for(looking, kWarmUp);
  Client client(names.control());
  const std::size_t looks_before = looks;
  const double cpu_before = cpu_of(RUSAGE_THREAD);
  run_for(looking, kMeasured);
  const double cpu = cpu_of(RUSAGE_THREAD) - cpu_before;
  const auto counted = static_cast<double>(looks - looks_before);
  const std::vector<double> lags = lags_within(looking, monitor, kMeasured);
  const double heap = heap_kb() - heap_before;
  const double resident = resident_kb() - resident_before;
  std::vector<double> answers = client.finish();
  std::ranges::sort(answers);

  monitor.stop();
  asio::post(answering, [&] { pipes.stop(); });
  answering_thread.join();

  const double seconds = to_seconds(kMeasured);
  const auto of_checks = static_cast<double>(checks);
  const std::string kind =
      std::string(ca_file.empty() ? "HTTP" : "HTTPS") + (reuse_connection ? " kept" : "");
  char row[400];
  std::snprintf(
      row, sizeof row,
      "| %zu | %s | %.0f | %.0f | %.1f %% | %s / %s / %s | %s / %s | %.1f | %.1f | %zu / %zu |",
      checks, kind.c_str(), counted / seconds, cpu / counted, cpu / seconds / 1e4,
      percentile(lags, 0.5).c_str(), percentile(lags, 0.99).c_str(), percentile(lags, 1).c_str(),
      percentile(answers, 0.5).c_str(), percentile(answers, 0.99).c_str(), heap / of_checks,
      resident / of_checks, fails, without_result);
  return row;
}

}  // namespace deepalive::bench
