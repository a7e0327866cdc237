#pragma once

#include <fstream>
#include <memory>
#include <string>

namespace deepalive::service {

// While it lives, what goes to std::cout and std::cerr also goes to the end of a file: an installer
// runs our commands where nobody sees what they say. One at a time, and no other thread may write
// meanwhile. A file that cannot be written is done without, and that is said.
class SetupLog {
 public:
  // `file` in UTF-8, empty for none. The first line says when, and what is being done.
  SetupLog(const std::string& file, const std::string& doing);
  ~SetupLog();
  SetupLog(const SetupLog&) = delete;
  SetupLog& operator=(const SetupLog&) = delete;

 private:
  class Tee;

  std::ofstream file_;
  std::unique_ptr<Tee> out_;
  std::unique_ptr<Tee> error_;
};

}  // namespace deepalive::service
