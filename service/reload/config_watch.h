#pragma once

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "config/environment.h"
#include "config/load.h"
#include "core/time.h"
#include "service/placement/switch_progress.h"

namespace deepalive::service {

// Follows a configuration file and the files that it takes in by ${file:…}: a thread of its own
// looks once in a while whether one of them holds something else, and loads all of it again when
// they have come to rest, that is, when two looks in a row found the same. It compares what they
// hold, for times tell seconds only on some systems, and are put back by others' tools. A file
// that has gone is something else, too.
class ConfigWatch {
 public:
  using Ask = std::shared_ptr<SwitchProgress>;
  // The configuration was loaded, with a spec or without; those who asked for it are waiting for
  // their answer, nobody if it was found to have changed. On the watch's thread, one at a time,
  // never after stop() has returned.
  using Take = std::function<void(config::Loaded loaded, std::vector<Ask> asks)>;

  ConfigWatch(std::filesystem::path file, config::Environment environment, Duration interval,
              Take take);
  ~ConfigWatch();
  ConfigWatch(const ConfigWatch&) = delete;
  ConfigWatch& operator=(const ConfigWatch&) = delete;

  void start();
  // Ends watching; whoever still waits is told so. A file that hangs is left alone after three
  // seconds. Idempotent, one thread.
  void stop();

  // Loads now, whatever the files hold. Any thread; returns at once.
  std::shared_ptr<const SwitchProgress> load_now();

 private:
  using Fingerprint = std::optional<std::size_t>;  // of what a file holds; null = it cannot be read
  struct Seen {
    std::size_t limit = 0;  // bytes
    Fingerprint fingerprint{};
    bool operator==(const Seen&) const = default;
  };
  using Files = std::map<std::filesystem::path, Seen>;
  struct State;

  static void run(State& state);
  static Files look(const State& state, const Files& files);
  static config::Loaded load(const State& state, Files& files);

  const std::shared_ptr<State> state_;  // the thread's too, which may hang for longer than we live
  std::thread thread_;
};

}  // namespace deepalive::service
