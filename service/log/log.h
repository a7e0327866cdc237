#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string>

#include "core/spec.h"

namespace spdlog::details {
class thread_pool;
}

namespace deepalive::service {

// The agent's log: lines are formatted by the caller and written by a thread of the log's own, so
// that a slow disk delays nobody; when 8,192 lines wait, the oldest are dropped. The file rotates
// by size. Any thread may write.
class Log {
 public:
  // console: also to standard error. A file that cannot be opened is reported there and in
  // problem(); the log then goes on without it.
  Log(const LogSpec& spec, bool console);
  ~Log();

  spdlog::logger& operator*() { return *logger_; }
  spdlog::logger* operator->() { return logger_.get(); }
  const std::string& problem() const { return problem_; }

 private:
  std::string problem_;
  std::shared_ptr<spdlog::details::thread_pool> writer_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace deepalive::service
