#pragma once

#include <string>
#include <string_view>

#include "service/answers.h"

namespace deepalive::service {

// "looksalive" or "isalive": the last part of an answer pipe's name.
std::string_view to_word(Question question);

// Where an agent's pipes are. Windows: \\.\pipe\<pipe> and \\.\pipe\<pipe>.<role>.<question>;
// Windows compares these without case, so two roles must not differ by case only. Linux: the same
// names as sockets, <data_dir>/<name>.sock.
struct PipeNames {
  std::string pipe = "deepalive";
  std::string data_dir{};  // Linux only

  std::string control() const;
  std::string answer(std::string_view role, Question question) const;
};

}  // namespace deepalive::service
