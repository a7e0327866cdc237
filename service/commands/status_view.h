#pragma once

#include <boost/json.hpp>
#include <ostream>
#include <string>

namespace deepalive::service {

// An answer to STATUS, or STATUS role, to be shown. Throws (any std::exception) when the answer is
// not understood. Pure.
class StatusView {
 public:
  // `answer` begins with '{'.
  explicit StatusView(const std::string& answer);

  // The tables; a node with few roles, or one role, with its checks.
  void print(std::ostream& out) const;

  // The exit code of the worst role. Dead outranks unknown, although its number is smaller.
  int exit_code() const;

  // Differs from another answer's when something has changed that one would be told of: a verdict,
  // an answer, a reason, a state; not with ages and counts.
  std::string signature() const;

 private:
  boost::json::object report_;
  boost::json::array roles_;
};

}  // namespace deepalive::service
