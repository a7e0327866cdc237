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
#include "service/agent.h"
#include "service/events/events.h"
#include "service/events/json_lines_sink.h"
#include "service/log/log.h"
#include "service/pipe/pipe_client.h"

namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;
constexpr auto kPatience = 10s;
constexpr auto kLookEvery = 20ms;  // at its configuration

template <class Ask>
std::string until(Ask ask, const std::vector<std::string>& expected) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    const std::string answer = ask();
    const bool found = std::ranges::all_of(
        expected, [&answer](const std::string& part) { return answer.find(part) != answer.npos; });
    if (found || std::chrono::steady_clock::now() >= deadline) return answer;
    std::this_thread::yield();
  }
}

}  // namespace

RunningAgent::RunningAgent(const std::string& iis, const std::string& configuration,
                           const std::string& of_agent) {
  set_iis(iis);
  const std::string pipe = "test-" + folder_.path().filename().string();
  head_ = "agent: {listen: ['127.0.0.1:0'], pipe: " + pipe + ", data_dir: ." + of_agent +
          "}\n"
          "iis: {provider: simulated, simulated_file: iis.yaml, interval: 50ms, timeout: 200ms}\n";
  configure(configuration);
  start();
}

void RunningAgent::stop() {
  agent_->stop();
  agent_.reset();
  events_->stop();
}

void RunningAgent::restart(const std::function<void()>& meanwhile) {
  if (agent_) stop();
  meanwhile();
  start();
}

void RunningAgent::start() {
  address_ = {};
  const auto loaded = config::load_file(folder_.path() / "deepalive.yaml");
  if (!loaded.spec) {
    throw std::runtime_error(config::format_problems(loaded.problems, "deepalive.yaml"));
  }
  pipes_ = {loaded.spec->agent.pipe, loaded.spec->agent.data_dir};
  log_ = std::make_unique<service::Log>(LogSpec{.level = "info", .file = ""}, true);
  service::Events::Sinks sinks;
  sinks.push_back(std::make_unique<service::JsonLinesSink>(events_file(), std::size_t{1} << 20, 1));
  events_ = std::make_unique<service::Events>(std::move(sinks), system_instant,
                                              [](bool, const std::string&) {});
  agent_ = std::make_unique<service::Agent>(
      *loaded.spec, service::make_sources(*loaded.spec), *log_, *events_,
      service::ConfigurationFile{
          .file = configuration_file(), .loaded = loaded, .look_every = kLookEvery});
  agent_->on_listening = [this](const std::string& address) { address_.set_value(address); };
  agent_->start();
  auto listening = address_.get_future();
  if (listening.wait_for(kPatience) != std::future_status::ready) {
    throw std::runtime_error("the agent's endpoint does not listen");
  }
  listening_ = listening.get();
  ask_until("PING", {"DONE"});  // the pipe is opened on a thread of its own
}

RunningAgent::~RunningAgent() {
  if (agent_) agent_->stop();
}

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
  return until([&] { return ask(line); }, expected);
}

std::string RunningAgent::get_until(const std::string& target,
                                    const std::vector<std::string>& expected) const {
  return until([&] { return get(target); }, expected);
}

std::vector<std::string> RunningAgent::converse(const std::string& line,
                                                const std::string& until) const {
  std::vector<std::string> lines;
  const auto error =
      service::pipe_converse({pipes_.control()}, line, kPatience, [&](const std::string& answer) {
        lines.push_back(answer);
        return answer.find(until) == answer.npos;
      });
  if (error) lines.push_back("no answer: " + error->where);
  return lines;
}

void RunningAgent::converse_while(const std::string& line,
                                  const std::function<bool(const std::string& line)>& more) const {
  service::pipe_converse({pipes_.control()}, line, kPatience, more);
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
  return exchange("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
}

}  // namespace deepalive::testing
