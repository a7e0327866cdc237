#include "service/http/security/web_policy_watch.h"

#include <functional>
#include <utility>

#include "config/limits.h"

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

std::vector<WebPolicyWatch::Fingerprint> WebPolicyWatch::fingerprints() const {
  const config::Environment environment = config::system_environment();
  std::vector<Fingerprint> found;
  for (const auto& file : files_) {
    const auto content = environment.file(file, config::kMaxFile);
    found.push_back(content ? Fingerprint(std::hash<std::string>()(*content)) : std::nullopt);
  }
  return found;
}

void WebPolicyWatch::read() {
  MadeWebPolicy made;
  // The fingerprints are older than what is read: a file that changes meanwhile is read again.
  // Which files there are is known only then.
  for (int attempt = 0; attempt < 3; ++attempt) {
    read_ = fingerprints();
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
  std::vector<Fingerprint> last = read_;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, interval_, [this] { return stopping_; })) {
    lock.unlock();
    // A certificate and its key are seldom written at once: read what has not changed since the
    // last look.
    std::vector<Fingerprint> now = fingerprints();
    if (now != read_ && now == last) {
      read();
      now = read_;
    }
    last = std::move(now);
    lock.lock();
  }
}

}  // namespace deepalive::service
