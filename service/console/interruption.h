#pragma once

#include <memory>

#include "core/time.h"

namespace deepalive::service {

// While it lives, Ctrl-C (SIGINT, SIGTERM; on Windows also Ctrl-Break and the closing of the
// window) does not end the process but the wait, so that the command can leave the terminal as it
// was. One at a time, on the thread that makes it; before other threads are made.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // True as soon as the user wants to end, also if that was before; false after this time.
  bool wait_for(Duration time);

 private:
  struct Native;
  std::unique_ptr<Native> native_;
};

}  // namespace deepalive::service
