#include "tests/integration/running_agent.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "config/load.h"
#include "core/url.h"
#include "service/pipe/pipe_client.h"

namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;
constexpr auto kPatience = 10s;

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

RunningAgent::RunningAgent(const std::string& iis, const std::string& configuration) {
  set_iis(iis);
  const std::string pipe = "test-" + folder_.path().filename().string();
  const std::string yaml =
      "agent: {listen: ['127.0.0.1:0'], pipe: " + pipe +
      ", data_dir: .}\n"
      "iis: {provider: simulated, simulated_file: iis.yaml, interval: 50ms, timeout: 200ms}\n" +
      configuration;
  folder_.write("deepalive.yaml", yaml);
  const auto loaded = config::load_file(folder_.path() / "deepalive.yaml");
  if (!loaded.spec) {
    throw std::runtime_error(config::format_problems(loaded.problems, "deepalive.yaml"));
  }
  pipes_ = {loaded.spec->agent.pipe, loaded.spec->agent.data_dir};
  log_ = std::make_unique<service::Log>(LogSpec{.level = "info", .file = ""}, true);
  agent_ =
      std::make_unique<service::Agent>(*loaded.spec, service::make_sources(*loaded.spec), *log_);
  agent_->on_listening = [this](const std::string& address) { address_.set_value(address); };
  agent_->start();
  auto listening = address_.get_future();
  if (listening.wait_for(kPatience) != std::future_status::ready) {
    throw std::runtime_error("the agent's endpoint does not listen");
  }
  listening_ = listening.get();
  ask_until("PING", {"DONE"});  // the pipe is opened on a thread of its own
}

RunningAgent::~RunningAgent() { agent_->stop(); }

std::string RunningAgent::ask(const std::string& line) const {
  const auto answer = service::pipe_ask({pipes_.control()}, line, kPatience);
  return answer ? *answer : "no answer: " + answer.error().where;
}

std::string RunningAgent::read_answer(const std::string& role, service::Question question) const {
  const auto answer = service::pipe_read_answer({pipes_.answer(role, question)}, kPatience);
  return answer ? *answer : "no answer: " + answer.error().where;
}

std::string RunningAgent::ask_until(const std::string& line,
                                    const std::vector<std::string>& expected) const {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    const std::string answer = ask(line);
    const bool found = std::ranges::all_of(
        expected, [&answer](const std::string& part) { return answer.find(part) != answer.npos; });
    if (found || std::chrono::steady_clock::now() >= deadline) return answer;
    std::this_thread::yield();
  }
}

std::string RunningAgent::exchange(const std::string& raw_request) const {
  namespace asio = boost::asio;
  asio::io_context context;
  const auto place = parse_host_port(listening_);
  asio::ip::tcp::socket socket(context);
  socket.connect({asio::ip::make_address(place->host), *place->port});
  boost::system::error_code error;
  asio::write(socket, asio::buffer(raw_request), error);
  std::string response;
  asio::read(socket, asio::dynamic_buffer(response), error);
  return response;
}

std::string RunningAgent::get(const std::string& target) const {
  return exchange("GET " + target + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
}

}  // namespace deepalive::testing
