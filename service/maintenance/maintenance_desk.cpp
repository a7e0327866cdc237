#include "service/maintenance/maintenance_desk.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

namespace deepalive::service {

namespace asio = boost::asio;

std::shared_ptr<const SwitchProgress> MaintenanceDesk::change(std::string role,
                                                              std::optional<Duration> duration,
                                                              std::string reason) {
  auto progress = std::make_shared<SwitchProgress>();
  asio::co_spawn(parts_.looking, carry_out(progress, std::move(role), duration, std::move(reason)),
                 asio::detached);
  return progress;
}

asio::awaitable<void> MaintenanceDesk::carry_out(std::shared_ptr<SwitchProgress> progress,
                                                 std::string role, std::optional<Duration> duration,
                                                 std::string reason) {
  const Instant now = parts_.clock();
  std::optional<Maintenance> maintenance;
  std::string done = "maintenance of " + role + " has ended";
  if (duration) {
    const WallTime end = now.wall + std::chrono::duration_cast<WallTime::duration>(*duration);
    maintenance = {.until = now.steady + *duration, .until_wall = end, .reason = std::move(reason)};
    done = "maintenance of " + role + " until " + to_utc_text(end);
    parts_.log->warn("role {}: maintenance until {}: {}", role, to_utc_text(end),
                     maintenance->reason);
  } else {
    parts_.log->info("role {}: maintenance is ended on request", role);
  }
  if (!parts_.monitor.set_maintenance(role, std::move(maintenance))) {
    progress->failed({Reason::agent_unreachable, 0,
                      "the agent is being stopped, or the role is not "
                      "configured any more"});
  } else if (const auto error = co_await parts_.saver.save()) {
    progress->done(done + "; a restart of the agent would forget it, the state cannot be saved: " +
                   error->where);
  } else {
    progress->done(std::move(done));
  }
  parts_.progressed();
}

}  // namespace deepalive::service
