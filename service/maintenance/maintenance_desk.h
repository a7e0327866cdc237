#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/time.h"
#include "service/log/log.h"
#include "service/monitor.h"
#include "service/placement/switch_progress.h"
#include "service/state/state_saver.h"

namespace deepalive::service {

// Begins and ends maintenance on request. change() may be called from any thread; the rest happens
// on the looking thread. That maintenance is over by itself is Monitor's to notice.
class MaintenanceDesk {
 public:
  struct Parts {
    boost::asio::io_context& looking;
    Monitor& monitor;
    StateSaver& saver;
    Clock clock;
    Log& log;
    std::function<void()> progressed;  // some request has been answered; looking thread
  };
  explicit MaintenanceDesk(Parts parts) : parts_(std::move(parts)) {}

  // For this long, or (none) to its end. Done once it is on disk.
  std::shared_ptr<const SwitchProgress> change(std::string role, std::optional<Duration> duration,
                                               std::string reason);

 private:
  boost::asio::awaitable<void> carry_out(std::shared_ptr<SwitchProgress> progress, std::string role,
                                         std::optional<Duration> duration, std::string reason);

  const Parts parts_;
};

}  // namespace deepalive::service
