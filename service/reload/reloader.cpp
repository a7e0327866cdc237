#include "service/reload/reloader.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "config/problem.h"
#include "service/events/configuration_events.h"

namespace deepalive::service {
namespace {

// Of an answer's line of 4,096 bytes, whose quotes are escaped; and of an event.
constexpr std::size_t kMaxAnswer = 1800;
constexpr std::size_t kMaxEvent = 1000;
constexpr const char* kOldGoesOn = "the configuration before stays in force";

bool waits_for_restart(std::string_view path) {
  return path.starts_with("agent.") || path == "iis.provider" || path == "iis.simulated_file";
}

config::Loaded without_roles(const config::Loaded& loaded) {
  config::Loaded rest{.spec = loaded.spec, .agent = {}, .as_written = {}, .problems = {}};
  if (rest.spec) rest.spec->roles.clear();
  return rest;
}

std::string counted(const std::vector<config::Difference>& found) {
  return found.size() == 1 ? "1 change" : std::to_string(found.size()) + " changes";
}

// "a | b | and 3 more".
std::string joined(const std::vector<std::string>& lines, std::size_t count, std::size_t most) {
  std::string text;
  std::size_t shown = 0;
  for (const std::string& line : lines) {
    if (shown > 0 && text.size() + line.size() + 3 > most) break;
    if (shown++ > 0) text += " | ";
    text += line;
  }
  if (shown < count) text += " | and " + std::to_string(count - shown) + " more, see the log";
  return text;
}

std::vector<std::string> first_texts(const std::vector<config::Difference>& found) {
  std::vector<std::string> texts;
  for (const auto& difference : found) {
    if (texts.size() == kMaxShownChanges) break;
    texts.push_back(difference.text);
  }
  return texts;
}

}  // namespace

std::string summarize(const std::vector<config::Difference>& found, std::size_t most) {
  if (found.empty()) return "nothing has changed";
  return counted(found) + ": " + joined(first_texts(found), found.size(), most);
}

Reloader::Reloader(ConfigurationFile file, std::shared_ptr<const NodeSpec> in_force, Parts parts)
    : file_(config::utf8_from_path(file.file)),
      parts_(std::move(parts)),
      started_(without_roles(file.loaded)),
      accepted_(std::move(file.loaded)),
      in_force_(std::move(in_force)),
      state_(std::make_shared<const ConfigurationState>(
          ConfigurationState{.file = file_, .loaded = parts_.clock().wall})) {
  if (file_.empty() || !accepted_.spec) return;
  watch_ = std::make_unique<ConfigWatch>(std::move(file.file), std::move(file.environment),
                                         file.look_every, [this](config::Loaded loaded, Asks asks) {
                                           if (loaded.spec) {
                                             take(std::move(loaded), std::move(asks));
                                           } else {
                                             refuse(std::move(loaded), std::move(asks));
                                           }
                                         });
}

void Reloader::start() {
  if (watch_) watch_->start();
}

void Reloader::stop() {
  if (watch_) watch_->stop();
}

std::shared_ptr<const SwitchProgress> Reloader::reload() {
  if (watch_) return watch_->load_now();
  auto progress = std::make_shared<SwitchProgress>();
  progress->failed("no_configuration_file", "this agent was started without a configuration file");
  return progress;
}

void Reloader::take(config::Loaded loaded, Asks asks) {
  auto found = config::differences(accepted_, loaded);
  if (found.empty() && asks.empty() && !std::exchange(refused_, false)) return;
  refused_ = false;
  std::vector<std::string> waiting;
  for (auto& difference : config::differences(started_, without_roles(loaded))) {
    if (waits_for_restart(difference.path)) waiting.push_back(std::move(difference.path));
  }
  auto after = std::make_shared<NodeSpec>(*loaded.spec);
  after->agent = started_.spec->agent;
  after->iis.provider = started_.spec->iis.provider;
  after->iis.simulated_file = started_.spec->iis.simulated_file;
  auto put_in_force = parts_.prepare(in_force_, after);
  in_force_ = std::move(after);
  accepted_ = loaded;
  parts_.on_looking([this, put_in_force = std::move(put_in_force), found = std::move(found),
                     waiting = std::move(waiting), loaded = std::move(loaded),
                     asks = std::move(asks)] {
    put_in_force();
    tell_taken(found, loaded, waiting, asks);
  });
}

void Reloader::tell_taken(const std::vector<config::Difference>& found,
                          const config::Loaded& loaded, const std::vector<std::string>& waiting,
                          const Asks& asks) {
  const WallTime now = parts_.clock().wall;
  parts_.loads.succeeded(now);
  state_.store(std::make_shared<const ConfigurationState>(ConfigurationState{
      .file = file_, .loaded = now, .changes = first_texts(found), .waiting = waiting}));

  Log& log = parts_.log;
  log->info("configuration: {} is in force: {}", file_,
            found.empty() ? "nothing has changed" : counted(found));
  for (const std::string& text : first_texts(found)) log->info("configuration: {}", text);
  if (found.size() > kMaxShownChanges) {
    log->info("configuration: and {} more changes", found.size() - kMaxShownChanges);
  }
  for (const config::Problem& problem : loaded.problems) {
    log->warn("configuration: {}", config::format_problem(problem, file_));
  }
  std::string summary = summarize(found, kMaxAnswer);
  std::string event_summary = summarize(found, kMaxEvent);
  if (!waiting.empty()) {
    const std::string keys = joined(waiting, waiting.size(), 500);
    log->warn("configuration: takes effect when the agent is started anew: {}", keys);
    summary += " | takes effect when the agent is started anew: " + keys;
    event_summary += " | takes effect when the agent is started anew: " + keys;
  }
  raise_loaded(parts_.events, file_, *loaded.spec, loaded.problems, event_summary);
  for (const auto& ask : asks) ask->done(summary);
  parts_.progressed();
}

void Reloader::refuse(config::Loaded loaded, Asks asks) {
  refused_ = true;
  parts_.on_looking([this, problems = std::move(loaded.problems), asks = std::move(asks)] {
    const auto before = state_.load();
    ConfigurationState next = *before;
    ConfigurationState::Refusal refusal{.time = parts_.clock().wall};
    const std::string name = config::utf8_from_path(config::path_from_utf8(file_).filename());
    for (const config::Problem& problem : problems) {
      if (problem.severity != config::Severity::error) continue;
      if (++refusal.errors > kMaxShownProblems) continue;
      refusal.problems.push_back(config::format_problem(problem, name));
    }
    const bool told = before->refused && before->refused->problems == refusal.problems;
    if (told) refusal.time = before->refused->time;
    const std::string summary = joined(refusal.problems, refusal.errors, kMaxAnswer);
    next.refused = std::move(refusal);
    state_.store(std::make_shared<const ConfigurationState>(std::move(next)));
    parts_.loads.failed();
    if (!told) {
      parts_.log->error("configuration: {} is refused; {}:\n{}", file_, kOldGoesOn,
                        config::format_problems(problems, file_));
      raise_refused(parts_.events, file_, problems, kOldGoesOn);
    }
    for (const auto& ask : asks) ask->failed("configuration_refused", summary);
    parts_.progressed();
  });
}

}  // namespace deepalive::service
