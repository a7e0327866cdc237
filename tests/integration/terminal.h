#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

namespace deepalive::testing {

// A program at a terminal of its own, as somebody sits before it. Linux.
class AtTerminal {
 public:
  // command: the file, then its arguments; environment: what is added to this process's.
  AtTerminal(const std::vector<std::string>& command, unsigned short columns, unsigned short rows,
             const std::vector<std::pair<std::string, std::string>>& environment = {});
  ~AtTerminal();
  AtTerminal(const AtTerminal&) = delete;
  AtTerminal& operator=(const AtTerminal&) = delete;

  // Everything that was written so far, as soon as what is new in it contains this text, the
  // program has ended, or ten seconds are over.
  const std::string& seen_until(const std::string& text);
  // Types it; "\x03" is Ctrl-C.
  void type(const std::string& keys);
  // Ends it by no means: waits, for ten seconds. -1: it was ended by a signal or did not end.
  int exit_code();
  const std::string& seen() const { return seen_; }

 private:
  bool read_more(int milliseconds);

  pid_t child_ = -1;
  int terminal_ = -1;
  std::string seen_;
  std::size_t told_ = 0;  // how far seen_until() has looked
};

}  // namespace deepalive::testing
