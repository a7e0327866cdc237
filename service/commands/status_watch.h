#pragma once

#include <functional>
#include <optional>
#include <ostream>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "service/console/screen.h"

namespace deepalive::service {

// `deepalive status --watch`: asks again and again and shows what comes, until the user ends it. On
// a terminal in place; else, and as JSON, only what has changed. An agent that is gone is waited
// for.
class StatusWatch {
 public:
  struct Surroundings {
    std::function<Result<std::string>()> ask;    // STATUS; blocks for its deadline at most
    std::function<bool(Duration)> wait_for_end;  // true: the user wants to end
    std::function<WallTime()> now;
    std::function<Screen()> measure;  // the screen as it is now, which may have been resized
  };

  // `out` and what the surroundings call outlive it.
  StatusWatch(Surroundings surroundings, std::ostream& out, Duration interval, bool as_json);

  // The exit code of what was shown last: of the roles, or kAgentUnreachable. An agent that answers
  // ERROR at first (there is no such role) ends it at once.
  int run();

 private:
  // Null: go on.
  std::optional<int> show_answer(const std::string& answer);
  void show_unreachable(const Error& error);
  void show(const std::string& signature, const std::string& json,
            const std::function<void(std::ostream&)>& print);
  void redraw(const std::function<void(std::ostream&)>& print);

  Surroundings surroundings_;
  std::ostream& out_;
  Duration interval_;
  bool as_json_;
  bool drawn_ = false;
  int code_ = 0;
  std::string shown_;  // the signature of what was printed last
  std::optional<WallTime> unreachable_since_;
};

}  // namespace deepalive::service
