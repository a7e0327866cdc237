#include "service/agent.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/post.hpp>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "cmake/version/build_info.h"
#include "config/environment.h"
#include "core/units.h"
#include "probes/iis/simulated_control.h"
#include "probes/iis/simulated_reader.h"
#include "probes/service/simulated_service_reader.h"
#include "service/balancers/agent_check.h"
#include "service/events/role_events.h"
#include "service/http/compression.h"
#include "service/http/routes.h"
#include "service/metrics/exposition.h"
#include "service/page/page.h"
#include "service/process/process_info.h"
#include "service/process/thread_name.h"
#include "service/process/thread_priority.h"
#include "service/watchdog/end_agent.h"
#include "service/watchdog/last_end.h"
#ifdef _WIN32
#include "probes/iis/windows/admin_api_control.h"
#include "probes/iis/windows/admin_api_reader.h"
#include "probes/iis/windows/pdh_queue_length.h"
#include "probes/service/windows/scm_service_reader.h"
#include "probes/service/windows/scm_service_starter.h"
#endif

namespace deepalive::service {
namespace {

// For people to know which node they look at.
std::string host_name() {
  boost::system::error_code error;
  std::string name = boost::asio::ip::host_name(error);
  return error || name.empty() ? "this node" : name;
}

std::unique_ptr<WebPolicyWatch> watch_web_policy(const std::string& file, Log& log) {
  if (file.empty()) return nullptr;
  return std::make_unique<WebPolicyWatch>(
      config::path_from_utf8(file),
      WebPolicyWatch::Events{
          .refused =
              [&log](const std::string& problems) {
                log->error(
                    "agent.web_config is refused; what was in force before stays so, and "
                    "without any the endpoint stays closed:\n{}",
                    problems);
              },
          .taken =
              [&log, file](const std::string& warnings) {
                log->info("agent.web_config: {} is in force{}{}", file,
                          warnings.empty() ? "" : "; ", warnings);
              }});
}

HttpAccess access_to(const AgentSpec& spec, const WebPolicyWatch* watch) {
  HttpAccess access{.allowed_hosts = spec.allowed_hosts};
  if (watch != nullptr) access.policy = [watch] { return watch->current(); };
  return access;
}

}  // namespace

Agent::Agent(NodeSpec spec, Sources sources, Log& log, Events& events, ConfigurationFile file)
    : spec_(std::make_shared<const NodeSpec>(std::move(spec))),
      log_(log),
      events_(events),
      inventory_(std::make_shared<const Inventory>()),
      recent_(*spec_),
      journal_({.data_dir = config::path_from_utf8(spec_->agent.data_dir),
                .limits = spec_->agent.journal},
               node_, inventory_, history_,
               [this](bool is_error, const std::string& text) {
                 log_->log(is_error ? spdlog::level::err : spdlog::level::info, "{}", text);
               }),
      responder_(node_, *history_, clock_, started_,
                 {.online = [this](const std::string& role,
                                   Duration timeout) { return switch_.online(role, timeout); },
                  .offline = [this](const std::string& role,
                                    Duration timeout) { return switch_.offline(role, timeout); },
                  .terminate = [this](const std::string& role) { return switch_.terminate(role); },
                  .claim = [this](const std::string& role,
                                  NodePlacement placement) { switch_.claim(role, placement); },
                  .maintenance =
                      [this](const std::string& role, std::optional<Duration> duration,
                             const std::string& reason) {
                        return maintenance_.change(role, duration, reason);
                      }},
                 {.reload = [this] { return reloader_.reload(); },
                  .state = [this] { return reloader_.state(); }}),
      saver_(looking_, node_, StateFile(config::path_from_utf8(spec_->agent.data_dir)), clock_,
             log_),
      monitor_(looking_, spec_, node_, inventory_, sources, clock_,
               {.transition = [this](const RoleChange& change) { report(change); },
                .told =
                    [this](const RoleInput& input, const RoleChange& change, Instant now) {
                      recent_.record(input, change);
                      journal_.record(input, change, now);
                      for (const Event& event : events_of(change, now)) events_.raise(event);
                    },
                .remember = [this](Duration within) { saver_.save_within(within); },
                .reconfigured =
                    [this](const RoleChange& change, Instant now) {
                      journal_.record(change, now);
                      for (const Event& event : events_of(change, now)) events_.raise(event);
                    },
                .looked_at_iis = [this](const Error* error,
                                        Instant now) { iis_outage_.looked(error, now); }}),
      switch_({.looking = looking_,
               .spec = spec_,
               .node = node_,
               .monitor = monitor_,
               .saver = saver_,
               .make_control = sources.control,
               .clock = clock_,
               .log = log_,
               .progressed = [this] { tell_clients(); }}),
      maintenance_({.looking = looking_,
                    .monitor = monitor_,
                    .saver = saver_,
                    .clock = clock_,
                    .log = log_,
                    .progressed = [this] { tell_clients(); }}),
      pipes_(answering_, PipeNames{spec_->agent.pipe, spec_->agent.data_dir},
             PipeHandlers{
                 .line = [this](std::string_view line) { return responder_.respond(line); },
                 .answer = [this](std::string_view role,
                                  Question question) { return responder_.respond(role, question); },
                 .failed =
                     [this](const std::string& address, const std::string& why) {
                       log_->error("pipe: {}: {}; going on trying", address, why);
                       pipe_outages_.failed(address, why);
                     },
                 .listening =
                     [this](const std::string& address) {
                       log_->debug("answering on {}", address);
                       pipe_outages_.listening(address);
                     },
             }),
      reloader_(
          std::move(file), spec_,
          {.prepare =
               [this](const std::shared_ptr<const NodeSpec>& before,
                      std::shared_ptr<const NodeSpec> after) {
                 return prepare(*before, std::move(after));
               },
           .on_looking =
               [this](std::function<void()> work) { boost::asio::post(looking_, std::move(work)); },
           .progressed = [this] { tell_clients(); },
           .loads = config_loads_,
           .clock = clock_,
           .log = log_,
           .events = events_}),
      web_policy_(watch_web_policy(spec_->agent.web_config, log_)),
      http_(
          serving_, spec_->agent.listen,
          compressing(make_routes({
              .node = node_,
              .history = *history_,
              .recent = recent_,
              .clock = clock_,
              .started = started_,
              .metrics =
                  [this](Instant now) {
                    return metrics_page_.render({.node = node_,
                                                 .inventory = inventory_,
                                                 .pipe_requests = pipes_.requests(),
                                                 .look_lag = monitor_.lag(),
                                                 .config_loads = config_loads_,
                                                 .journal_dropped = journal_.dropped()},
                                                now);
                  },
              .page = make_page({.node = node_,
                                 .history = *history_,
                                 .recent = recent_,
                                 .clock = clock_,
                                 .agent = {.host = host_name(),
                                           .started = started_,
                                           .pipe_requests = pipes_.requests(),
                                           .look_lag = monitor_.lag(),
                                           .journal_dropped = [this] { return journal_.dropped(); },
                                           .configuration = [this] { return reloader_.state(); }}}),
              .configuration = [this] { return reloader_.state(); },
          })),
          {.failed =
               [this](const std::string& address, const std::string& why) {
                 log_->error("agent.listen: {} cannot be listened on: {}; going on trying", address,
                             why);
               },
           .listening =
               [this](const std::string& address) {
                 log_->info("serving {}://{}/", scheme(), address);
                 on_listening(address);
               }},
          {}, access_to(spec_->agent, web_policy_.get())),
      agent_check_(serving_, spec_->agent.agent_check,
                   AgentCheck(node_, clock_,
                              [this](const std::string& problem) {
                                log_->warn("agent.agent_check: HAProxy was told nothing: {}",
                                           problem);
                              }),
                   {.failed =
                        [this](const std::string& address, const std::string& why) {
                          log_->error(
                              "agent.agent_check: {} cannot be listened on: {}; going on "
                              "trying",
                              address, why);
                        },
                    .listening =
                        [this](const std::string& address) {
                          log_->info("answering HAProxy's agent-check on {}", address);
                        }}),
      watchdog_([this](const std::string& why) {
        end_agent(why, log_, events_, config::path_from_utf8(spec_->agent.data_dir));
      }) {}

const char* Agent::scheme() const {
  const auto policy = web_policy_ ? web_policy_->current() : nullptr;
  return policy && policy->tls ? "https" : "http";
}

Agent::~Agent() { stop(); }

void Agent::start() {
  std::vector<std::string> roles;
  for (const RoleSpec& role : spec_->roles) roles.push_back(role.name);
  const std::string iis =
      spec_->iis.provider == IisProvider::simulated ? "simulation" : "the administration API";
  const auto data_dir = config::path_from_utf8(spec_->agent.data_dir);
  if (const auto end = take_last_end(data_dir)) {
    log_->error("the last agent was ended by its watchdog at {}: {}{}{}", end->when, end->why,
                end->dump.empty() ? "" : "; where its threads stood: ", end->dump);
  }
  // First, so that it stands before what the threads have to say.
  events_.raise(EventId::started, {std::string(build_info().version), std::to_string(process_id()),
                                   std::to_string(roles.size()), iis});
  // Every role has a verdict (initializing) before the first question can come in.
  monitor_.start(saver_.load().roles);
  // Where pipes are sockets, they stand in it; the journal would make it a moment later.
  std::error_code ignored;
  std::filesystem::create_directories(data_dir, ignored);
  pipes_.set_roles(roles);
  pipes_.start();
  if (web_policy_) web_policy_->start();
  http_.start();
  agent_check_.start();
  const auto run = [this](const char* name, boost::asio::io_context& context) {
    watchdog_.watch(name, context);
    threads_.emplace_back([name, &context] {
      name_thread(name);
      context.run();
    });
  };
  run("looking", looking_);
  run("answering", answering_);
  watchdog_.watch("serving", serving_);
  threads_.emplace_back([this] {
    name_thread("serving");
    stand_back();  // who reads pages can wait for who asks whether a role is alive
    serving_.run();
  });
  watchdog_.start();
  reloader_.start();
  log_->info("started: {} roles, IIS by {}", roles.size(), iis);
}

std::function<void()> Agent::prepare(const NodeSpec& before,
                                     std::shared_ptr<const NodeSpec> after) {
  const auto plan = std::make_shared<Monitor::Plan>(monitor_.plan(before, after));
  return [this, plan, after = std::move(after)] {
    std::vector<std::string> names;
    for (const RoleSpec& role : after->roles) names.push_back(role.name);
    const std::set<std::string_view> configured(names.begin(), names.end());
    for (const auto& role : node_.all()) {
      if (!configured.contains(role->spec->name)) saver_.keep(*role);
    }
    // Before there is anything to be kept of new checks.
    recent_.reconfigure(*after);
    monitor_.reconfigure(std::move(*plan), saver_.left());
    switch_.reconfigure(after);
    saver_.save_within(std::chrono::seconds(1));
    boost::asio::post(answering_, [this, names = std::move(names)] { pipes_.set_roles(names); });
    tell_clients();
  };
}

void Agent::stop() {
  if (threads_.empty()) return;
  watchdog_.stop();
  reloader_.stop();
  boost::asio::post(looking_, [this] {
    monitor_.stop();
    switch_.stop();
  });
  boost::asio::post(answering_, [this] { pipes_.stop(); });
  boost::asio::post(serving_, [this] {
    http_.stop();
    agent_check_.stop();
    serving_goes_on_.reset();
  });
  // A probe under way may wait for its peer; nobody will read what it finds.
  boost::asio::co_spawn(looking_, saver_.close(), [this](std::exception_ptr) { looking_.stop(); });
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  if (web_policy_) web_policy_->stop();
  journal_.stop();
  log_->info("stopped");
  const auto ran_for = std::chrono::ceil<std::chrono::seconds>(clock_().steady - started_.steady);
  events_.raise(EventId::stopped, {std::string(build_info().version), std::to_string(process_id()),
                                   format_duration(ran_for)});
}

void Agent::tell_clients() {
  boost::asio::post(answering_, [this] { pipes_.news(); });
}

void Agent::report(const RoleChange& change) {
  tell_clients();
  const RoleHealth& after = *change.after;
  const Judgement& before = change.before->judgement;
  const Judgement& now = after.judgement;
  switch_.news(after.spec->name);
  if (before.verdict == now.verdict) {
    log_->debug("role {}: still {} ({}), LooksAlive {}, IsAlive {}", after.spec->name,
                to_name(now.verdict), now.detail, now.answers.looks_alive, now.answers.is_alive);
    return;
  }
  const auto level = now.verdict == Verdict::unhealthy ? spdlog::level::err
                     : now.verdict == Verdict::degraded || now.verdict == Verdict::unknown
                         ? spdlog::level::warn
                         : spdlog::level::info;
  log_->log(level, "role {}: {} -> {}, reason {}: {}", after.spec->name, to_name(before.verdict),
            to_name(now.verdict), to_name(now.reason), now.detail);
}

Sources make_sources(const NodeSpec& spec) {
#ifdef _WIN32
  if (spec.iis.provider == IisProvider::admin_api) {
    return {
        .iis = []() -> std::shared_ptr<probes::IisReader> {
          return probes::make_admin_api_reader(probes::make_scm_service_reader(), system_instant);
        },
        .services = []() -> std::shared_ptr<probes::ServiceReader> {
          return probes::make_scm_service_reader();
        },
        .control = []() -> std::shared_ptr<probes::IisControl> {
          return probes::make_admin_api_control(probes::make_scm_service_reader(),
                                                probes::make_scm_service_starter());
        },
        .beside = {.queue_length = probes::pdh_queue_length,
                   .config_folder = probes::environment_variable("windir").value_or("C:\\Windows") +
                                    "\\System32\\inetsrv\\config"}};
  }
#endif
  const std::string file = spec.iis.simulated_file;
  const auto changes = std::make_shared<probes::SimulatedChanges>();
  return {.iis =
              [file, changes] {
                return std::make_shared<probes::SimulatedReader>(file, system_instant, changes);
              },
          .services =
              [file, changes] {
                return std::make_shared<probes::SimulatedServiceReader>(file, system_instant,
                                                                        changes);
              },
          .control =
              [file, changes] {
                return std::make_shared<probes::SimulatedControl>(file, system_instant, changes);
              },
          .beside = {.queue_length =
                         [file](const std::string& app_pool) {
                           probes::SimulatedFile simulated(file, system_instant);
                           return probes::simulated_queue_length(simulated, app_pool);
                         },
                     // Beside the file that is the rest of the simulated IIS.
                     .config_folder = file.substr(0, file.find_last_of("/\\"))}};
}

}  // namespace deepalive::service
