#pragma once

#include <memory>

#include "service/console/screen.h"

namespace deepalive::service {

// Makes this process's console take UTF-8 and the sequences that colour text and move the cursor,
// for as long as this lives, and then puts back what was. Does nothing where standard output is no
// terminal. One a process; main() has it.
class Console {
 public:
  Console();
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  // Whether it takes those sequences.
  bool takes_sequences() const { return takes_sequences_; }

 private:
  struct Before;
  std::unique_ptr<Before> before_;
  bool takes_sequences_ = false;
};

// What standard output is now, without colour: a window may be resized meanwhile. A number in the
// variables COLUMNS and LINES counts before what the terminal says of itself.
Screen measured_screen();

}  // namespace deepalive::service
