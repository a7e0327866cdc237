#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "service/commands/cli.h"

namespace deepalive::testing {

// What somebody gets who types a command.
struct Typed {
  int code;
  std::string out;
  std::string err;
};

// `deepalive` with these arguments, within the test's process. One at a time.
inline Typed type(std::vector<std::string> arguments) {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const int code = service::run_command_line(std::move(arguments));
  return {code, ::testing::internal::GetCapturedStdout(), ::testing::internal::GetCapturedStderr()};
}

}  // namespace deepalive::testing
