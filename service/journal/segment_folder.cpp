#include "service/journal/segment_folder.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

#include "config/environment.h"
#include "core/units.h"

namespace deepalive::service {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".journal";
constexpr std::uintmax_t kMaxRead = std::uintmax_t{256} << 20;  // bytes of one file
constexpr int kTriesForANumber = 100;

std::string name_of(std::uint64_t sequence) {
  char name[32];
  std::snprintf(name, sizeof name, "%010llu", static_cast<unsigned long long>(sequence));
  return name + std::string(kEnding);
}

std::optional<std::uint64_t> sequence_of(const fs::path& path) {
  if (path.extension() != kEnding) return std::nullopt;
  const std::string stem = config::utf8_from_path(path.stem());
  std::uint64_t sequence = 0;
  const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), sequence);
  if (error != std::errc{} || end != stem.data() + stem.size()) return std::nullopt;
  return sequence;
}

struct FileRead {
  FrameReader::End end = FrameReader::End::complete;
  std::uintmax_t valid_bytes = 0;
  std::uintmax_t bytes = 0;
};

// Null when the file cannot be read; `tell` has heard why.
std::optional<FileRead> read_file(const SegmentFolder::Segment& segment,
                                  const SegmentFolder::Take& take,
                                  const SegmentFolder::Tell& tell) {
  const std::string name = config::utf8_from_path(segment.path);
  if (segment.size > kMaxRead) {
    tell(name + " is larger than " + format_size(kMaxRead) + " and is left out");
    return std::nullopt;
  }
  std::string bytes;
  {
    std::ifstream file(segment.path, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(file), {});
    if (!file) {
      tell(name + " cannot be read and is left out");
      return std::nullopt;
    }
  }
  FrameReader frames(bytes);
  while (const auto frame = frames.next()) take(*frame);
  return FileRead{frames.end(), frames.valid_bytes(), bytes.size()};
}

void tell_of(const SegmentFolder::Segment& segment, const FileRead& outcome,
             const SegmentFolder::Tell& tell) {
  const std::string name = config::utf8_from_path(segment.path);
  const std::string lost =
      std::to_string(outcome.bytes - outcome.valid_bytes) + " of " + std::to_string(outcome.bytes);
  switch (outcome.end) {
    case FrameReader::End::complete:
      break;
    case FrameReader::End::torn:
      tell(name + ": the last " + lost +
           " bytes are a record that was not written to its end; they are left out");
      break;
    case FrameReader::End::damaged:
      tell(name + " is damaged: the last " + lost + " bytes are left out");
      break;
    case FrameReader::End::not_a_journal:
      tell(name + " is no journal that this version can read, and is left out");
      break;
  }
}

}  // namespace

SegmentFolder::SegmentFolder(fs::path data_dir, CreateSegmentFile create)
    : folder_(std::move(data_dir) / "journal"), create_(std::move(create)) {}

std::vector<SegmentFolder::Segment> SegmentFolder::list() const {
  std::vector<Segment> segments;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto sequence = sequence_of(entry->path());
    if (!sequence) continue;
    std::error_code no_size;
    const auto size = entry->file_size(no_size);
    segments.push_back({*sequence, entry->path(), no_size ? 0 : size});
  }
  std::ranges::sort(segments, {}, &Segment::sequence);
  return segments;
}

void SegmentFolder::read(const Segment& segment, const Take& take, const Tell& tell) {
  if (const auto outcome = read_file(segment, take, tell)) tell_of(segment, *outcome, tell);
}

void SegmentFolder::read_and_mend(const Take& take, const Tell& tell) {
  for (const Segment& segment : list()) {
    sequence_ = std::max(sequence_, segment.sequence);
    const auto outcome = read_file(segment, take, tell);
    if (!outcome || outcome->end == FrameReader::End::complete) continue;
    tell_of(segment, *outcome, tell);
    std::error_code failed;
    if (outcome->end == FrameReader::End::not_a_journal) {
      fs::path aside = segment.path;
      aside += ".unreadable";
      fs::rename(segment.path, aside, failed);
    } else if (outcome->valid_bytes == 0) {
      fs::remove(segment.path, failed);
    } else {
      fs::resize_file(segment.path, outcome->valid_bytes, failed);
    }
    if (failed) tell(config::utf8_from_path(segment.path) + ": " + failed.message());
  }
}

std::optional<Error> SegmentFolder::begin() {
  close();
  std::error_code ignored;
  fs::create_directories(folder_, ignored);  // what is wrong shows in the creating
  std::optional<Error> error;
  // Another agent may write here too, by mistake: then each has files of its own.
  for (int i = 0; i < kTriesForANumber; ++i) {
    auto file = create_(folder_ / name_of(++sequence_));
    if (file) {
      file_ = *std::move(file);
      return std::nullopt;
    }
    error = file.error();
    if (!fs::exists(folder_ / name_of(sequence_), ignored)) break;
  }
  return error;
}

void SegmentFolder::prune(const JournalSpec& limits) {
  std::vector<Segment> segments = list();
  std::uintmax_t total = 0;
  for (const Segment& segment : segments) total += segment.size;
  const auto oldest_time = fs::file_time_type::clock::now() -
                           std::chrono::duration_cast<fs::file_time_type::duration>(limits.keep);
  for (const Segment& segment : segments) {
    if (segment.sequence == sequence_) continue;
    std::error_code error;
    const auto written = fs::last_write_time(segment.path, error);
    const bool too_old = !error && written < oldest_time;
    if (total <= limits.max_size && !too_old) continue;
    if (fs::remove(segment.path, error)) total -= std::min(total, segment.size);
  }
}

}  // namespace deepalive::service
