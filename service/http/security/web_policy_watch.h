#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
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
// whether that file, or one that it names, holds something else, and reads them all again when
// they have come to rest. It compares what they hold, for the C++ library of MinGW knows their
// times to the second only, and a renewed key is as long as the old one. One that is wrong leaves
// what was in force, and is told once.
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
  using Fingerprint = std::optional<std::size_t>;  // of what a file holds; null = none can be read

  std::vector<Fingerprint> fingerprints() const;
  void read();
  void watch();

  const std::filesystem::path file_;
  const Events events_;
  const std::chrono::milliseconds interval_;
  std::vector<std::filesystem::path> files_;
  std::vector<Fingerprint> read_;  // what was read last
  std::string refused_;            // what was told last

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::shared_ptr<const WebPolicy> current_;
  std::thread thread_;
};

}  // namespace deepalive::service
