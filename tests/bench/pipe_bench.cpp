// How long the agent takes to answer on its pipe, beside a bare echo on the same transport in the
// same run. Prints a Markdown table for docs/performance.md.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/role_keeper.h"
#include "service/answers.h"
#include "service/pipe/pipe_client.h"
#include "service/pipe/pipe_server.h"
#include "tests/bench/blocking_client.h"

namespace deepalive {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using Microseconds = std::chrono::duration<double, std::micro>;

constexpr int kRounds =
    40;  // agent and echo take turns, so that a slow moment of the machine meets both
constexpr int kQuestionsARound = 500;
constexpr int kChecksARole = 10;
constexpr int kObservationsASecond = 5000;  // 5,000 checks, each once a second
constexpr int kAnswerReads = 10'000;

// The least that a server on this transport and with this library can do: a line in, a line of an
// answer's length out.
asio::awaitable<void> echo(stream_protocol::socket socket) {
  const std::string answer = std::string(95, 'x') + "\n";
  std::string buffer;
  try {
    while (true) {
      const auto size = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer), '\n',
                                                        asio::use_awaitable);
      buffer.erase(0, size);
      co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
    }
  } catch (const boost::system::system_error&) {  // the client is gone
  }
}

asio::awaitable<void> accept_echoes(stream_protocol::acceptor& acceptor) {
  auto socket = co_await acceptor.async_accept(asio::use_awaitable);
  asio::co_spawn(acceptor.get_executor(), echo(std::move(socket)), asio::detached);
}

std::shared_ptr<const RoleSpec> make_role(int index) {
  RoleSpec role;
  role.name = "role" + std::to_string(index);
  for (int i = 0; i < kChecksARole; ++i) {
    role.checks.push_back({.name = "check" + std::to_string(i),
                           .cadence = {},
                           .thresholds = {},
                           .level = 4,
                           .target = HttpTarget{}});
  }
  return std::make_shared<const RoleSpec>(std::move(role));
}

Observation pass() {
  return {.outcome = Outcome::pass,
          .reason = Reason::ok,
          .detail = "status 200",
          .duration = {},
          .time = system_instant(),
          .http = HttpEvidence{}};
}

struct Percentiles {
  double p50;
  double p99;
};

Percentiles percentiles(std::vector<double>& microseconds) {
  std::ranges::sort(microseconds);
  const auto at = [&](double part) {
    return microseconds[static_cast<std::size_t>(part *
                                                 static_cast<double>(microseconds.size() - 1))];
  };
  return {at(0.5), at(0.99)};
}

void ask_a_round(bench::BlockingClient& client, std::string_view line,
                 std::vector<double>& microseconds) {
  for (int i = 0; i < kQuestionsARound; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    client.ask(line);
    microseconds.push_back(Microseconds(std::chrono::steady_clock::now() - begin).count());
  }
}

void measure(int role_count, bool busy, const std::filesystem::path& folder) {
  NodeHealth node;
  std::vector<std::unique_ptr<RoleKeeper>> roles;
  for (int i = 0; i < role_count; ++i) {
    roles.push_back(std::make_unique<RoleKeeper>(make_role(i), node, system_instant()));
    for (std::size_t check = 0; check < kChecksARole; ++check) {
      const Observation seen = pass();
      roles.back()->take(Observed{check, seen}, seen.time);
    }
  }
  const service::History history;
  const service::Responder responder(node, history, system_instant, system_instant(), {});

  asio::io_context answering{1};
  std::promise<void> listening;
  std::atomic<int> still_to_listen{3};
  service::PipeNames names{"bench", folder.string()};
  service::PipeServer server(
      answering, names,
      {.line = [&](std::string_view line) { return responder.respond(line); },
       .answer = [&](std::string_view role,
                     service::Question question) { return responder.respond(role, question); },
       .failed = [](auto& address, auto& why) { throw std::runtime_error(address + ": " + why); },
       .listening =
           [&](const std::string&) {
             if (--still_to_listen == 0) listening.set_value();
           }});
  server.set_roles({"role0"});
  server.start();
  std::thread answering_thread([&] { answering.run(); });
  listening.get_future().wait();

  asio::io_context echoing{1};
  const std::string echo_path = (folder / "echo.sock").string();
  std::filesystem::remove(echo_path);
  stream_protocol::acceptor acceptor(echoing, stream_protocol::endpoint(echo_path));
  asio::co_spawn(echoing, accept_echoes(acceptor), asio::detached);
  std::thread echoing_thread([&] { echoing.run(); });

  std::atomic<bool> done{false};
  std::thread looking([&] {
    auto due = std::chrono::steady_clock::now();
    for (std::size_t i = 0; busy && !done; ++i) {
      const Observation seen = pass();
      roles[i % roles.size()]->take(Observed{i / roles.size() % kChecksARole, seen}, seen.time);
      due += std::chrono::microseconds(1'000'000 / kObservationsASecond);
      std::this_thread::sleep_until(due);
    }
  });

  std::vector<double> agent_times;
  std::vector<double> echo_times;
  std::size_t reads_without_answer = 0;
  {
    bench::BlockingClient agent(names.control());
    bench::BlockingClient bare(echo_path);
    for (int round = 0; round < kRounds; ++round) {
      ask_a_round(agent, "ISALIVE role0\n", agent_times);
      ask_a_round(bare, "ISALIVE role0\n", echo_times);
    }
    for (int i = 0; i < kAnswerReads; ++i) {
      const auto answer = service::pipe_read_answer(
          {names.answer("role0", service::Question::is_alive)}, std::chrono::seconds(1));
      if (!answer || !answer->starts_with("ALIVE")) ++reads_without_answer;
    }
  }
  const Percentiles agent = percentiles(agent_times);
  const Percentiles bare = percentiles(echo_times);
  std::printf("| %d | %s | %.1f | %.1f | %.1f | %.1f | %.2f | %zu |\n", role_count,
              busy ? "busy" : "idle", bare.p50, agent.p50, bare.p99, agent.p99,
              agent.p99 / bare.p99, reads_without_answer);
  std::fflush(stdout);

  done = true;
  looking.join();
  asio::post(answering, [&] { server.stop(); });
  asio::post(echoing, [&] { acceptor.close(); });
  answering_thread.join();
  echoing.stop();
  echoing_thread.join();
}

}  // namespace
}  // namespace deepalive

int main() {
  const auto folder =
      std::filesystem::temp_directory_path() / ("deepalive-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::puts(
      "| roles | probes | echo p50 µs | agent p50 µs | echo p99 µs | agent p99 µs | p99 ratio | of "
      "10,000 answer-pipe reads without answer |");
  std::puts("|---|---|---|---|---|---|---|---|");
  for (const bool busy : {false, true}) {
    for (const int roles : {1, 50, 500}) deepalive::measure(roles, busy, folder);
  }
  std::filesystem::remove_all(folder);
  return EXIT_SUCCESS;
}
