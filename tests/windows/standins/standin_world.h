#pragma once

#include <windows.h>

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/standins/world/world.h"
#include "tests/standins/world/world_seed.h"

namespace deepalive::standins::test {

// A world of its own for each test, found by this process and its children through the
// environment, so that tests may run beside each other in one Wine prefix.
class StandinWorld : public ::testing::Test {
 protected:
  StandinWorld();
  ~StandinWorld() override;

  // Replaces what is in the world.
  void seed(const std::string& yaml) { plant(*world_, parse_seed(yaml)); }

  std::wstring path_;
  std::shared_ptr<World> world_;
};

// A file in the temporary folder with a name nobody else has.
std::wstring unique_path(const wchar_t* suffix);

struct Finished {
  DWORD exit_code = 0;
  std::string output;  // of both streams
};

// Runs a program of the stand-ins, found by its file name, to its end.
Finished run_standin(const std::wstring& program, const std::wstring& arguments);
std::wstring standin_file(const std::wstring& name);

}  // namespace deepalive::standins::test
