#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <future>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "service/pipe/client_pipe.h"
#include "service/pipe/pipe_client.h"
#include "service/pipe/pipe_server.h"

namespace deepalive::service {

// Longer than anything here takes on a slow machine under a sanitizer.
inline constexpr std::chrono::seconds kLong{30};

inline TimePoint soon() { return std::chrono::steady_clock::now() + kLong; }

// Names that no other test, process or earlier run has. The folder goes with the object.
class UniqueNames {
 public:
  UniqueNames() {
    static const unsigned process = std::random_device{}();
    static std::atomic<unsigned> next{0};
    const auto stamp = std::chrono::system_clock::now().time_since_epoch().count();
    names_.pipe = "da-test-" + std::to_string(process) + "-" +
                  std::to_string(stamp % 1'000'000'007) + "-" + std::to_string(next++);
    const auto folder = std::filesystem::temp_directory_path() / names_.pipe;
    std::filesystem::create_directory(folder);
    names_.data_dir = folder.string();
  }
  UniqueNames(const UniqueNames&) = delete;
  UniqueNames& operator=(const UniqueNames&) = delete;
  ~UniqueNames() {
    std::error_code ignored;
    std::filesystem::remove_all(names_.data_dir, ignored);
  }

  const PipeNames& get() const { return names_; }

 private:
  PipeNames names_;
};

// Something said by one thread and awaited by another.
class Heard {
 public:
  void say(const std::string& word) {
    const std::lock_guard lock(mutex_);
    words_.push_back(word);
    changed_.notify_all();
  }
  // False: not within kLong.
  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kLong, [&] { return words_.size() >= count; });
  }
  std::vector<std::string> words() {
    const std::lock_guard lock(mutex_);
    return words_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> words_;
};

// A server on its own thread. Control lines are echoed ("got …"), except "SIZE n", answered by n
// bytes, "THROW", and "WAIT", which holds the answering thread until release() is called.
class RunningServer {
 public:
  explicit RunningServer(PipeNames names, std::vector<std::string> roles = {},
                         PipeLimits limits = {})
      : server(context_, names,
               {.line = [this](std::string_view line) { return answer(std::string(line)); },
                .answer =
                    [](std::string_view role, Question question) {
                      return std::string(to_word(question)) + " of " + std::string(role);
                    },
                .failed = [this](const std::string& address,
                                 const std::string& why) { failed.say(address + ": " + why); },
                .listening = [this](const std::string& address) { listening.say(address); }},
               limits),
        names_(std::move(names)) {
    server.set_roles(roles);
    server.start();
    thread_ = std::thread([this] { context_.run(); });
    pipes_ = 1 + 2 * roles.size();
  }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;
  ~RunningServer() { stop(); }

  bool ready() { return listening.wait_for(pipes_); }

  // Returns when the io_context has run out of work, which is to be soon.
  void stop() {
    if (!thread_.joinable()) return;
    release();
    boost::asio::post(context_, [this] { server.stop(); });
    thread_.join();
  }

  void release() {
    bool expected = false;
    if (released_.compare_exchange_strong(expected, true)) release_.set_value();
  }

  void on_thread(const std::function<void()>& action) {
    std::promise<void> done;
    boost::asio::post(context_, [&] {
      action();
      done.set_value();
    });
    done.get_future().wait();
  }

  PipeAddress control() const { return {names_.control()}; }
  PipeAddress answer_pipe(const std::string& role, Question question) const {
    return {names_.answer(role, question)};
  }
  Result<ClientPipe> connect() const {
    return ClientPipe::open(control(), PipeAccess::control, soon());
  }

  Heard failed;
  Heard listening;

 private:
  std::string answer(const std::string& line) {
    if (line == "THROW") throw std::runtime_error("on\npurpose");
    if (line == "WAIT") waiting_.wait();
    if (line.starts_with("SIZE ")) return std::string(std::stoul(line.substr(5)), 'x');
    return "got " + line;
  }

  boost::asio::io_context context_{1};

 public:
  PipeServer server;

 private:
  const PipeNames names_;
  std::size_t pipes_ = 0;
  std::atomic<bool> released_{false};
  std::promise<void> release_;
  std::shared_future<void> waiting_ = release_.get_future().share();
  std::thread thread_;
};

// Lines read from a connection, one by one.
class LineReader {
 public:
  explicit LineReader(ClientPipe& pipe) : pipe_(pipe) {}

  // "<end>" when the other end closed, "<error> …" when reading failed.
  std::string next() {
    while (true) {
      const auto end = rest_.find('\n');
      if (end != rest_.npos) {
        std::string line = rest_.substr(0, end);
        rest_.erase(0, end + 1);
        return line;
      }
      char bytes[4096];
      const auto count = pipe_.read(bytes, soon());
      if (!count) return "<error> " + count.error().where;
      if (*count == 0) return "<end>";
      rest_.append(bytes, *count);
    }
  }

  // Throws away what comes until the other end closes. False: it did not.
  bool ends() {
    while (true) {
      const std::string line = next();
      if (line == "<end>") return true;
      if (line.starts_with("<error>")) return line.find("time allowed") == line.npos;
    }
  }

 private:
  ClientPipe& pipe_;
  std::string rest_;
};

}  // namespace deepalive::service
