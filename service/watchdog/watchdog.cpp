#include "service/watchdog/watchdog.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace deepalive::service {

Watchdog::Watchdog(std::function<void(const std::string&)> bad, Options options)
    : bad_(std::move(bad)), options_(std::move(options)), rules_(options_.limits) {}

Watchdog::~Watchdog() { stop(); }

void Watchdog::watch(std::string name, boost::asio::io_context& context) {
  watched_.push_back({.name = std::move(name), .context = context});
}

void Watchdog::start() {
  thread_ = std::thread([this] { run(); });
}

void Watchdog::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Watchdog::run() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, options_.interval, [this] { return stopping_; })) {
    lock.unlock();
    const std::string why = look();
    if (!why.empty()) {
      bad_(why);
      return;
    }
    lock.lock();
  }
}

std::string Watchdog::look() {
  std::vector<WatchdogRules::Thread> threads;
  for (const Watched& one : watched_) {
    // The one that was posted last has run, so the next may be: never more than one waits.
    const bool came_round = one.came_round->exchange(false);
    if (came_round) {
      boost::asio::post(one.context, [flag = one.came_round] { flag->store(true); });
    }
    threads.push_back({one.name, came_round});
  }
  return rules_.look(threads, options_.read_process());
}

}  // namespace deepalive::service
