#include "service/http/security/web_policy_watch.h"

#include <system_error>
#include <utility>

namespace deepalive::service {

WebPolicyWatch::WebPolicyWatch(std::filesystem::path file, Events events,
                               std::chrono::milliseconds interval)
    : file_(std::move(file)), events_(std::move(events)), interval_(interval), files_{file_} {}

WebPolicyWatch::~WebPolicyWatch() { stop(); }

void WebPolicyWatch::start() {
  read();
  thread_ = std::thread([this] { watch(); });
}

void WebPolicyWatch::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const WebPolicy> WebPolicyWatch::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

std::vector<WebPolicyWatch::Stamp> WebPolicyWatch::stamps() const {
  std::vector<Stamp> stamps;
  for (const auto& file : files_) {
    std::error_code no_time;
    std::error_code no_size;
    const auto time = std::filesystem::last_write_time(file, no_time);
    const auto size = std::filesystem::file_size(file, no_size);
    stamps.push_back(no_time || no_size ? std::nullopt : Stamp({time, size}));
  }
  return stamps;
}

void WebPolicyWatch::read() {
  MadeWebPolicy made;
  // The stamps are older than what is read: a file that changes meanwhile is read again. Which
  // files there are is known only then.
  for (int attempt = 0; attempt < 3; ++attempt) {
    read_at_ = stamps();
    made = make_web_policy(file_, config::system_environment());
    if (made.files == files_) break;
    files_ = made.files;
  }
  std::string problems = config::format_problems(made.problems, config::utf8_from_path(file_));
  if (!made.policy) {
    if (problems != refused_) events_.refused(problems);
    refused_ = std::move(problems);
    return;
  }
  refused_.clear();
  {
    const std::lock_guard lock(mutex_);
    current_ = std::move(made.policy);
  }
  events_.taken(problems);
}

void WebPolicyWatch::watch() {
  std::vector<Stamp> last = read_at_;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, interval_, [this] { return stopping_; })) {
    lock.unlock();
    // A certificate and its key are seldom written at once: read what has not changed since the
    // last look.
    std::vector<Stamp> now = stamps();
    if (now != read_at_ && now == last) {
      read();
      now = read_at_;
    }
    last = std::move(now);
    lock.lock();
  }
}

}  // namespace deepalive::service
