#include "probes/windows/utf8.h"

#include <gtest/gtest.h>
#include <windows.h>

#include "probes/windows/error_text.h"

namespace deepalive::windows {
namespace {

TEST(Utf8, TextSurvivesTheWayThereAndBack) {
  for (const std::wstring_view text : {L"", L"Shop", L"Größe МАГАЗИН 店", L"\xD83D\xDE00"}) {
    EXPECT_EQ(to_wide(to_utf8(text)), text);
  }
  EXPECT_EQ(to_utf8(L"\xD83D\xDE00").size(), 4U);
}

TEST(Utf8, WhatIsNotValidIsReplacedAndNotLost) {
  EXPECT_EQ(to_wide("a\xFFz"), L"a\xFFFDz");
  EXPECT_EQ(to_utf8(L"a\xD83Dz"), "a\xEF\xBF\xBDz");
}

TEST(ErrorText, IsOneLine) {
  EXPECT_EQ(one_line("  Filename: a.config\r\nLine number: 12\r\n\tError: bad \r\n"),
            "Filename: a.config Line number: 12 Error: bad");
  EXPECT_EQ(one_line("abc def", 4), "abc");
  EXPECT_EQ(one_line("\xC3\xA4\xC3\xB6", 3), "\xC3\xA4");
  EXPECT_EQ(one_line(""), "");
}

TEST(ErrorText, TheSystemHasASentenceForItsCodes) {
  EXPECT_FALSE(system_message(ERROR_ACCESS_DENIED).empty());
}

}  // namespace
}  // namespace deepalive::windows
