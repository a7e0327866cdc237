#include "service/page/html.h"

#include <gtest/gtest.h>

namespace deepalive::service {
namespace {

TEST(Html, EscapesWhatWouldEndATextOrAnAttribute) {
  EXPECT_EQ(escaped(R"(<script>alert("1 & '2'")</script>)"),
            "&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;");
}

TEST(Html, LeavesTextOfAnyLanguageAsItIs) {
  EXPECT_EQ(escaped("Prüfung läuft — 検査 🙂"), "Prüfung läuft — 検査 🙂");
}

TEST(Html, MarksWhatIsNoText) {
  EXPECT_EQ(escaped("a\xFF\xC3z"), "a\xEF\xBF\xBD\xEF\xBF\xBDz");
  EXPECT_EQ(escaped("a\x01\x1B[31m\x7F"), "a\xEF\xBF\xBD\xEF\xBF\xBD[31m\xEF\xBF\xBD");
  EXPECT_EQ(escaped("two\r\nlines\tand a tab"), "two  lines and a tab");
  EXPECT_EQ(escaped(std::string_view("\0", 1)), "\xEF\xBF\xBD");
}

TEST(Html, MarksWhatWouldTurnTheDirectionOfWriting) {
  EXPECT_EQ(escaped("\u202Egnp.exe\u2066\u200F\u0085"),
            "\xEF\xBF\xBDgnp.exe\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Html, CutsWhatIsTooLongAndNeverInsideACharacter) {
  EXPECT_EQ(escaped("abcdef", 6), "abcdef");
  EXPECT_EQ(escaped("abcdef", 5), "abcde…");
  EXPECT_EQ(escaped("äöü", 5), "äö…");
  EXPECT_LT(escaped(std::string(1'000'000, '<')).size(), 5 * kMaxShownText);
}

TEST(Html, EncodesWhatStandsInAUrl) {
  EXPECT_EQ(url_encoded("shop-1_a"), "shop-1_a");
  EXPECT_EQ(url_encoded("../\"<ä"), "..%2F%22%3C%C3%A4");
}

TEST(Html, SaysTimesForScriptsAndForPeople) {
  const WallTime time(std::chrono::milliseconds(1'700'000'000'123));
  EXPECT_EQ(time_element(time),
            "<time datetime=\"2023-11-14T22:13:20.123Z\">2023-11-14 22:13:20 UTC</time>");
  EXPECT_EQ(time_element(time, true),
            "<time datetime=\"2023-11-14T22:13:20.123Z\" data-ahead>2023-11-14 22:13:20 "
            "UTC</time>");
}

TEST(Html, SaysDurationsInTheUnitThatFits) {
  EXPECT_EQ(duration_text(std::chrono::microseconds(340)), "340 µs");
  EXPECT_EQ(duration_text(std::chrono::microseconds(12'400)), "12 ms");
  EXPECT_EQ(duration_text(std::chrono::microseconds(999'900)), "1.0 s");
  EXPECT_EQ(duration_text(std::chrono::milliseconds(1'240)), "1.2 s");
  EXPECT_EQ(duration_text(std::chrono::seconds(75)), "75 s");
}

}  // namespace
}  // namespace deepalive::service
