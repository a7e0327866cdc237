#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/time.h"
#include "service/watchdog/watchdog_rules.h"

namespace deepalive::service {

// Stands outside the agent's threads and looks each second whether all of them still come round,
// and what the process uses up. What it finds it says once; whoever made it ends the process then,
// so that the service's recovery starts a new one: a thread that hangs cannot be mended from
// outside.
class Watchdog {
 public:
  struct Options {
    WatchdogLimits limits{};
    Duration interval = std::chrono::seconds(1);
    std::function<ProcessInfo()> read_process = read_process_info;
  };

  // `bad` is called at most once, on the watchdog's thread, with the reason in words.
  explicit Watchdog(std::function<void(const std::string& why)> bad)
      : Watchdog(std::move(bad), {}) {}
  Watchdog(std::function<void(const std::string& why)> bad, Options options);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // A thread that runs this io_context; before start().
  void watch(std::string name, boost::asio::io_context& context);

  void start();
  // Before the threads that are watched end. Idempotent.
  void stop();

 private:
  struct Watched {
    std::string name;
    boost::asio::io_context& context;
    // What was posted and what has run; owned together with the posted function.
    std::shared_ptr<std::atomic<bool>> came_round = std::make_shared<std::atomic<bool>>(true);
  };

  void run();
  std::string look();

  const std::function<void(const std::string&)> bad_;
  const Options options_;
  WatchdogRules rules_;
  std::vector<Watched> watched_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace deepalive::service
