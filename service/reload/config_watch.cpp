#include "service/reload/config_watch.h"

#include <string>
#include <utility>

#include "config/limits.h"

namespace deepalive::service {
namespace {

constexpr Duration kStopWithin = std::chrono::seconds(3);

}  // namespace

struct ConfigWatch::State {
  const std::filesystem::path file;
  const config::Environment environment;
  const Duration interval;
  const Take take;

  std::mutex mutex{};  // guards everything below
  std::condition_variable wake{};
  std::condition_variable over{};
  std::vector<Ask> asks{};
  bool stopping = false;
  bool ended = false;
  std::mutex taking{};  // held while `take` is called
};

ConfigWatch::ConfigWatch(std::filesystem::path file, config::Environment environment,
                         Duration interval, Take take)
    : state_(new State{.file = std::move(file),
                       .environment = std::move(environment),
                       .interval = interval,
                       .take = std::move(take)}) {}

ConfigWatch::~ConfigWatch() { stop(); }

void ConfigWatch::start() {
  thread_ = std::thread([state = state_] { run(*state); });
}

void ConfigWatch::stop() {
  std::vector<Ask> asks;
  bool ended = false;
  {
    std::unique_lock lock(state_->mutex);
    state_->stopping = true;
    asks.swap(state_->asks);
    state_->wake.notify_all();
    if (thread_.joinable()) {
      ended = state_->over.wait_for(lock, kStopWithin, [this] { return state_->ended; });
    }
  }
  for (const Ask& ask : asks) ask->failed("agent_stopping", "the agent is being stopped");
  if (!thread_.joinable()) return;
  if (ended) {
    thread_.join();
  } else {
    thread_.detach();
    const std::lock_guard lock(state_->taking);
  }
}

std::shared_ptr<const SwitchProgress> ConfigWatch::load_now() {
  auto ask = std::make_shared<SwitchProgress>();
  ask->pending("loading the configuration");
  const std::lock_guard lock(state_->mutex);
  if (state_->stopping) {
    ask->failed("agent_stopping", "the agent is being stopped");
    return ask;
  }
  state_->asks.push_back(ask);
  state_->wake.notify_all();
  return ask;
}

ConfigWatch::Files ConfigWatch::look(const State& state, const Files& files) {
  Files found;
  for (const auto& [file, seen] : files) {
    const auto content = state.environment.file(file, seen.limit);
    found[file] = {seen.limit,
                   content ? Fingerprint(std::hash<std::string>()(*content)) : std::nullopt};
  }
  return found;
}

// Remembers what was read, so that nothing can change unseen between a look and a load.
config::Loaded ConfigWatch::load(const State& state, Files& files) {
  files = {{state.file, {config::kMaxFile, std::nullopt}}};
  config::Environment recording = state.environment;
  recording.file = [&](const std::filesystem::path& file, std::size_t limit) {
    auto content = state.environment.file(file, limit);
    files[file] = {limit, content ? Fingerprint(std::hash<std::string>()(*content)) : std::nullopt};
    return content;
  };
  return config::load_file(state.file, recording);
}

void ConfigWatch::run(State& state) {
  Files loaded;  // as they were when they were loaded last: not yet
  Files last{{state.file, {config::kMaxFile, std::nullopt}}};
  std::unique_lock lock(state.mutex);
  while (!state.stopping) {
    state.wake.wait_for(lock, state.interval,
                        [&state] { return state.stopping || !state.asks.empty(); });
    if (state.stopping) break;
    std::vector<Ask> asks = std::exchange(state.asks, {});
    lock.unlock();
    Files now = look(state, loaded.empty() ? last : loaded);
    if (!asks.empty() || (now != loaded && now == last)) {
      config::Loaded configuration = load(state, loaded);
      now = loaded;
      const std::lock_guard taking(state.taking);
      lock.lock();
      const bool stopping = state.stopping;
      lock.unlock();
      if (stopping) {
        for (const Ask& ask : asks) ask->failed("agent_stopping", "the agent is being stopped");
      } else {
        state.take(std::move(configuration), std::move(asks));
      }
    }
    last = std::move(now);
    lock.lock();
  }
  state.ended = true;
  state.over.notify_all();
}

}  // namespace deepalive::service
