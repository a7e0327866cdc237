#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "service/http/security/web_policy.h"

namespace deepalive::service {

// Keeps the policy of agent.web_config's file up to date: a thread of its own looks once a second
// whether that file, or one that it names, has another time or size, and reads them all again when
// they have come to rest. One that is wrong leaves what was in force, and is told once.
class WebPolicyWatch {
 public:
  struct Events {
    // From the watch's thread, or start()'s.
    std::function<void(const std::string& problems)> refused = [](auto&) {};
    std::function<void(const std::string& warnings)> taken = [](auto&) {};
  };

  WebPolicyWatch(std::filesystem::path file, Events events,
                 std::chrono::milliseconds interval = std::chrono::seconds(1));
  ~WebPolicyWatch();

  // Reads the file, then watches.
  void start();
  // Ends watching. Idempotent.
  void stop();

  // Any thread. Null until a file was good.
  std::shared_ptr<const WebPolicy> current() const;

 private:
  // When each file was written and how large it is; null = not there.
  using Stamp = std::optional<std::pair<std::filesystem::file_time_type, std::uintmax_t>>;

  std::vector<Stamp> stamps() const;
  void read();
  void watch();

  const std::filesystem::path file_;
  const Events events_;
  const std::chrono::milliseconds interval_;
  std::vector<std::filesystem::path> files_;
  std::vector<Stamp> read_at_;  // what was read last
  std::string refused_;         // what was told last

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::shared_ptr<const WebPolicy> current_;
  std::thread thread_;
};

}  // namespace deepalive::service
