#include "service/console/console.h"

#include <windows.h>

#include <gtest/gtest.h>

#include <chrono>

#include "service/console/interruption.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;

TEST(RedirectedOutput, IsNoTerminalAndTakesNoSequences) {
  const Console console;
  EXPECT_FALSE(console.takes_sequences());
  const Screen screen = measured_screen();
  EXPECT_FALSE(screen.is_terminal);
  EXPECT_FALSE(screen.width);
}

// A console of the test's own, standard output on it.
class AtAConsole : public ::testing::Test {
 protected:
  void SetUp() override {
    FreeConsole();
    ASSERT_TRUE(AllocConsole()) << GetLastError();
    output_ = CreateFileW(L"CONOUT$", GENERIC_READ | GENERIC_WRITE,
                          FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr);
    ASSERT_NE(output_, INVALID_HANDLE_VALUE) << GetLastError();
    before_ = GetStdHandle(STD_OUTPUT_HANDLE);
    SetStdHandle(STD_OUTPUT_HANDLE, output_);
  }
  void TearDown() override {
    SetStdHandle(STD_OUTPUT_HANDLE, before_);
    if (output_ != INVALID_HANDLE_VALUE) CloseHandle(output_);
    FreeConsole();
  }

  HANDLE output_ = INVALID_HANDLE_VALUE;
  HANDLE before_ = nullptr;
};

TEST_F(AtAConsole, ItTakesUtf8AndSequencesAndIsPutBack) {
  const UINT code_page = GetConsoleOutputCP();
  DWORD mode = 0;
  ASSERT_TRUE(GetConsoleMode(output_, &mode));
  {
    const Console console;
    EXPECT_TRUE(console.takes_sequences());
    EXPECT_EQ(GetConsoleOutputCP(), static_cast<UINT>(CP_UTF8));
    DWORD now = 0;
    ASSERT_TRUE(GetConsoleMode(output_, &now));
    EXPECT_NE(now & ENABLE_VIRTUAL_TERMINAL_PROCESSING, 0U);
  }
  EXPECT_EQ(GetConsoleOutputCP(), code_page);
  DWORD after = 0;
  ASSERT_TRUE(GetConsoleMode(output_, &after));
  EXPECT_EQ(after, mode);
}

TEST_F(AtAConsole, ItsWindowsWidthIsTheScreens) {
  CONSOLE_SCREEN_BUFFER_INFO info{};
  ASSERT_TRUE(GetConsoleScreenBufferInfo(output_, &info));
  const Screen screen = measured_screen();
  EXPECT_TRUE(screen.is_terminal);
  EXPECT_EQ(screen.width, static_cast<std::size_t>(info.srWindow.Right - info.srWindow.Left + 1));
  EXPECT_EQ(screen.height, static_cast<std::size_t>(info.srWindow.Bottom - info.srWindow.Top + 1));
}

TEST_F(AtAConsole, CtrlCEndsTheWaitAndNotTheProcess) {
  Interruption interruption;
  EXPECT_FALSE(interruption.wait_for(0ms));
  // A process whose parent ignores Ctrl-C has inherited that.
  SetConsoleCtrlHandler(nullptr, FALSE);
  ASSERT_TRUE(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0)) << GetLastError();
  EXPECT_TRUE(interruption.wait_for(10s));
  EXPECT_TRUE(interruption.wait_for(0ms)) << "it stays wanted";
}

}  // namespace
}  // namespace deepalive::service
