#include "probes/http/resolver.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>

namespace deepalive::probes {
namespace {

struct Job {
  std::string host;
  std::vector<std::weak_ptr<const Resolver::Callback>> waiters;

  bool is_wanted() const {
    return std::ranges::any_of(waiters, [](const auto& waiter) { return !waiter.expired(); });
  }
};

}  // namespace

struct SystemResolver::Shared {
  Shared(Lookup with, ResolverLimits within) : lookup(std::move(with)), limits(within) {}

  const Lookup lookup;
  const ResolverLimits limits;

  std::mutex mutex;
  std::condition_variable work_or_stop;
  bool stopping = false;
  std::size_t threads = 0;
  std::size_t idle = 0;
  std::deque<std::shared_ptr<Job>> queue;
  std::map<std::string, std::shared_ptr<Job>> jobs;  // queued or being looked up
};

ResolveAnswer SystemResolver::ask_system(const std::string& host) {
  namespace asio = boost::asio;
  ResolveAnswer answer;
  asio::io_context context(1);
  asio::ip::tcp::resolver resolver(context);
  // Without address_configured: it hides loopback addresses on a node whose network is down.
  const auto found =
      resolver.resolve(host, "0", asio::ip::resolver_base::numeric_service, answer.error);
  for (const auto& entry : found) answer.addresses.push_back(entry.endpoint().address());
  return answer;
}

SystemResolver::SystemResolver(Lookup lookup, ResolverLimits limits)
    : shared_(std::make_shared<Shared>(std::move(lookup), limits)) {}

SystemResolver::~SystemResolver() {
  const std::lock_guard lock(shared_->mutex);
  shared_->stopping = true;
  shared_->work_or_stop.notify_all();
}

Resolver::Ticket SystemResolver::resolve(const std::string& host, Callback callback) {
  auto ticket = std::make_shared<const Callback>(std::move(callback));
  const auto refuse = [&ticket] {
    (*ticket)({.error = boost::asio::error::no_buffer_space, .addresses = {}});
    return ticket;
  };
  const std::lock_guard lock(shared_->mutex);
  if (const auto found = shared_->jobs.find(host); found != shared_->jobs.end()) {
    auto& waiters = found->second->waiters;
    std::erase_if(waiters, [](const auto& waiter) { return waiter.expired(); });
    waiters.push_back(ticket);
    return ticket;
  }
  if (shared_->queue.size() >= shared_->limits.waiting) return refuse();
  if (shared_->idle <= shared_->queue.size() && shared_->threads < shared_->limits.threads) {
    try {
      std::thread(work, shared_).detach();
      ++shared_->threads;
    } catch (const std::system_error&) {
      if (shared_->threads == 0) return refuse();
    }
  }
  auto job = std::make_shared<Job>(Job{host, {ticket}});
  shared_->queue.push_back(job);
  shared_->jobs.emplace(host, std::move(job));
  shared_->work_or_stop.notify_one();
  return ticket;
}

void SystemResolver::work(const std::shared_ptr<Shared>& shared) {
  std::unique_lock lock(shared->mutex);
  for (;;) {
    ++shared->idle;
    shared->work_or_stop.wait(lock, [&] { return shared->stopping || !shared->queue.empty(); });
    --shared->idle;
    if (shared->stopping) return;
    const std::shared_ptr<Job> job = std::move(shared->queue.front());
    shared->queue.pop_front();
    ResolveAnswer answer;
    if (job->is_wanted()) {
      lock.unlock();
      try {
        answer = shared->lookup(job->host);
      } catch (const std::exception&) {
        answer.error = boost::asio::error::no_memory;
      }
      lock.lock();
    }
    shared->jobs.erase(job->host);
    // Under the lock, so that none is called once the destructor has returned.
    if (shared->stopping) return;
    for (const auto& waiter : job->waiters) {
      if (const auto callback = waiter.lock()) (*callback)(answer);
    }
  }
}

}  // namespace deepalive::probes
