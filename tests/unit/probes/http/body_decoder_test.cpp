#include "probes/http/body_decoder.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/unit/probes/http/compression.h"

namespace deepalive::probes {
namespace {

constexpr std::size_t kAll = std::size_t{1} << 24;

std::string some_text(std::size_t size) {
  std::string text;
  while (text.size() < size) text += "line " + std::to_string(text.size()) + "\n";
  return text;
}

// In pieces of this many bytes.
std::string decoded(BodyDecoder& decoder, std::string_view coded, std::size_t piece,
                    std::size_t most = kAll) {
  std::string out;
  for (; !coded.empty(); coded.remove_prefix(std::min(piece, coded.size()))) {
    decoder.put(coded.substr(0, piece), out, most);
  }
  return out;
}

TEST(BodyDecoder, GivesBackWhatWasCompressedHoweverItIsCutIntoPieces) {
  for (const std::string& text : {std::string(), std::string("ok"), some_text(100'000)}) {
    for (const std::size_t piece : {1U, 2U, 3U, 1000U, 1'000'000U}) {
      for (const auto& [coding, coded] : {std::pair{ContentCoding::gzip, gzipped(text)},
                                          {ContentCoding::deflate, deflated(text)},
                                          {ContentCoding::deflate, deflated_bare(text)}}) {
        BodyDecoder decoder(coding);
        EXPECT_EQ(decoded(decoder, coded, piece), text) << piece;
        EXPECT_TRUE(decoder.is_complete()) << piece;
        EXPECT_EQ(decoder.problem(), "") << piece;
      }
    }
  }
}

TEST(BodyDecoder, TakesOneGzipAfterTheOther) {
  BodyDecoder decoder(ContentCoding::gzip);
  EXPECT_EQ(decoded(decoder, gzipped("one ") + gzipped("two"), 7), "one two");
  EXPECT_TRUE(decoder.is_complete());
}

TEST(BodyDecoder, SaysWhatIsWrong) {
  for (const auto& [coding, bytes] :
       {std::pair{ContentCoding::gzip, std::string("<html>not compressed</html>")},
        {ContentCoding::gzip, gzipped("ok") + "more"},
        {ContentCoding::deflate, deflated("ok") + "more"},
        {ContentCoding::deflate, std::string("\x78\x9c\xff\xff\xff\xff", 6)}}) {
    BodyDecoder decoder(coding);
    decoded(decoder, bytes, 1000);
    EXPECT_NE(decoder.problem(), "") << bytes;
  }
}

TEST(BodyDecoder, KnowsThatTheEndIsMissing) {
  const std::string whole = gzipped(some_text(5000));
  BodyDecoder decoder(ContentCoding::gzip);
  decoded(decoder, std::string_view(whole).substr(0, whole.size() - 1), 100);
  EXPECT_EQ(decoder.problem(), "");
  EXPECT_FALSE(decoder.is_complete());
}

TEST(BodyDecoder, StopsAtTheLimitHoweverMuchIsPackedIntoALittle) {
  const std::string bomb = gzipped(std::string(50'000'000, '\0'));
  ASSERT_LT(bomb.size(), 60'000U);
  BodyDecoder decoder(ContentCoding::gzip);
  const std::string out = decoded(decoder, bomb, 1000, 65'536);
  EXPECT_EQ(out.size(), 65'536U);
  EXPECT_LT(out.capacity(), 3 * 65'536U);
  EXPECT_FALSE(decoder.is_complete());
}

TEST(BodyDecoder, SurvivesWhateverIsChanged) {
  std::mt19937 random(7);
  const std::string text = some_text(3000);
  for (const std::string& whole : {gzipped(text), deflated(text), deflated_bare(text)}) {
    const auto coding =
        whole.starts_with("\x1f\x8b") ? ContentCoding::gzip : ContentCoding::deflate;
    for (int i = 0; i < 500; ++i) {
      std::string changed = whole;
      for (int n = 0; n < 3; ++n) changed[random() % changed.size()] ^= 1 << (random() % 8);
      BodyDecoder decoder(coding);
      EXPECT_LE(decoded(decoder, changed, 1 + random() % 400, 10'000).size(), 10'000U);
    }
  }
}

TEST(BodyDecoder, KnowsTheNamesOfCodings) {
  EXPECT_EQ(content_coding(""), ContentCoding::identity);
  EXPECT_EQ(content_coding("Identity"), ContentCoding::identity);
  EXPECT_EQ(content_coding("GZIP"), ContentCoding::gzip);
  EXPECT_EQ(content_coding("x-gzip"), ContentCoding::gzip);
  EXPECT_EQ(content_coding("deflate"), ContentCoding::deflate);
  EXPECT_EQ(content_coding("br"), std::nullopt);
  EXPECT_EQ(content_coding("gzip, gzip"), std::nullopt);
}

}  // namespace
}  // namespace deepalive::probes
