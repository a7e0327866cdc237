#include "service/console/console.h"

#include <windows.h>

#include <gtest/gtest.h>

#include <chrono>

#include "service/console/interruption.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;

TEST(RedirectedOutput, IsNoTerminalAndTakesNoSequences) {
  const HANDLE before = GetStdHandle(STD_OUTPUT_HANDLE);
  const HANDLE nowhere = CreateFileW(L"NUL", GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                     nullptr, OPEN_EXISTING, 0, nullptr);
  ASSERT_NE(nowhere, INVALID_HANDLE_VALUE) << GetLastError();
  SetStdHandle(STD_OUTPUT_HANDLE, nowhere);
  {
    const Console console;
    EXPECT_FALSE(console.takes_sequences());
    const Screen screen = measured_screen();
    EXPECT_FALSE(screen.is_terminal);
    EXPECT_FALSE(screen.width);
  }
  SetStdHandle(STD_OUTPUT_HANDLE, before);
  CloseHandle(nowhere);
}

// Wine gives a process without a terminal a console that takes Ctrl-C and has no screen.
TEST(AtAConsole, CtrlCEndsTheWaitAndNotTheProcess) {
  FreeConsole();
  ASSERT_TRUE(AllocConsole()) << GetLastError();
  {
    Interruption interruption;
    EXPECT_FALSE(interruption.wait_for(0ms));
    // A process whose parent ignores Ctrl-C has inherited that.
    SetConsoleCtrlHandler(nullptr, FALSE);
    ASSERT_TRUE(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0)) << GetLastError();
    EXPECT_TRUE(interruption.wait_for(10s));
    EXPECT_TRUE(interruption.wait_for(0ms)) << "it stays wanted";
  }
  FreeConsole();
}

}  // namespace
}  // namespace deepalive::service
