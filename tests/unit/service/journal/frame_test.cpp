#include "service/journal/frame.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace deepalive::service {
namespace {

const std::vector<std::string> kPayloads = {"", "one", std::string(3000, '\0'), "last"};

std::string file() {
  std::string bytes(kSegmentMagic);
  for (const auto& payload : kPayloads) append_frame(bytes, FrameType::inputs, payload);
  return bytes;
}

// What a reader believes, and how it ended.
std::vector<std::string> read(std::string_view bytes, FrameReader::End& end, std::size_t& valid) {
  FrameReader frames(bytes);
  std::vector<std::string> payloads;
  while (const auto frame = frames.next()) payloads.emplace_back(frame->payload);
  EXPECT_FALSE(frames.next()) << "the end stays the end";
  end = frames.end();
  valid = frames.valid_bytes();
  return payloads;
}

bool is_beginning_of_all(const std::vector<std::string>& payloads) {
  return payloads.size() <= kPayloads.size() &&
         std::equal(payloads.begin(), payloads.end(), kPayloads.begin());
}

TEST(Frame, AreReadBackAsTheyWereWritten) {
  FrameReader::End end{};
  std::size_t valid = 0;
  EXPECT_EQ(read(file(), end, valid), kPayloads);
  EXPECT_EQ(end, FrameReader::End::complete);
  EXPECT_EQ(valid, file().size());
}

TEST(Frame, AFileThatIsCutAnywhereGivesWholeFramesOnly) {
  const std::string whole = file();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    FrameReader::End end{};
    std::size_t valid = 0;
    const auto payloads = read(std::string_view(whole).substr(0, size), end, valid);
    EXPECT_TRUE(is_beginning_of_all(payloads)) << size;
    EXPECT_LE(valid, size);
    EXPECT_TRUE(end == FrameReader::End::torn || valid == size) << size;
  }
}

TEST(Frame, WhatIsNotWhatWasWrittenEndsTheFile) {
  const std::string whole = file();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    FrameReader::End end{};
    std::size_t valid = 0;
    const auto payloads = read(bytes, end, valid);
    EXPECT_LT(payloads.size(), kPayloads.size()) << at;
    EXPECT_TRUE(is_beginning_of_all(payloads)) << at;
    EXPECT_NE(end, FrameReader::End::complete) << at;
  }
}

TEST(Frame, ZeroesThatAFileSystemLeftAreATornEnd) {
  FrameReader::End end{};
  std::size_t valid = 0;
  EXPECT_EQ(read(file() + std::string(100, '\0'), end, valid), kPayloads);
  EXPECT_EQ(end, FrameReader::End::torn);
  EXPECT_EQ(valid, file().size());
}

TEST(Frame, AnyOtherFileIsNoJournal) {
  FrameReader::End end{};
  std::size_t valid = 0;
  EXPECT_TRUE(read("{\"version\": 1}", end, valid).empty());
  EXPECT_EQ(end, FrameReader::End::not_a_journal);
  EXPECT_TRUE(read("DeepAlive journal 2\nnewer", end, valid).empty());
  EXPECT_EQ(end, FrameReader::End::not_a_journal);
}

}  // namespace
}  // namespace deepalive::service
