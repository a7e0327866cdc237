#include "service/journal/journal_reader.h"

#include <optional>
#include <utility>

#include "config/environment.h"
#include "service/journal/segment_folder.h"

namespace deepalive::service {
namespace {

// One segment, frame after frame.
class SegmentReader {
 public:
  SegmentReader(const JournalEvents& events, bool follows) : events_(events), follows_(follows) {}

  void take(const Frame& frame) {
    if (!ok_) return;
    switch (static_cast<FrameType>(frame.type)) {
      case FrameType::begin:
        head_ = read_begin(frame.payload);
        if (head_) {
          events_.begin(*head_, follows_ && head_->continues);
        } else {
          ok_ = false;
        }
        break;
      case FrameType::role:
        take_role(frame.payload);
        break;
      case FrameType::inputs:
        take_inputs(frame.payload);
        break;
      case FrameType::transition:
        if (auto transition = read_transition(frame)) events_.transition(*std::move(transition));
        break;
    }
  }

  // All of it meant something.
  bool ok() const { return ok_ && head_; }

 private:
  void take_role(std::string_view text) {
    auto role = read_role(text);
    ok_ = role.has_value() && head_ && !decoder_;
    if (!ok_) return;
    checks_.push_back(role->checks.size());
    events_.role(*std::move(role));
  }

  void take_inputs(std::string_view bytes) {
    if (!head_) {
      ok_ = false;
      return;
    }
    if (!decoder_) decoder_.emplace(checks_, head_->time, head_->reasons);
    ByteReader in(bytes);
    while (auto input = decoder_->next(in)) events_.input(*std::move(input));
    ok_ = in.ok();
  }

  const JournalEvents& events_;
  const bool follows_;
  std::optional<SegmentHead> head_;
  std::vector<std::size_t> checks_;
  std::optional<InputDecoder> decoder_;
  bool ok_ = true;
};

}  // namespace

std::size_t read_journal(const std::filesystem::path& data_dir, const JournalEvents& events,
                         const std::function<void(std::string)>& tell) {
  const auto segments = SegmentFolder(data_dir).list();
  std::optional<std::uint64_t> last;  // the segment before, if it was read to its end
  for (const auto& segment : segments) {
    bool whole = true;
    SegmentReader reader(events, last && *last + 1 == segment.sequence);
    SegmentFolder::read(
        segment, [&reader](const Frame& frame) { reader.take(frame); },
        [&](const std::string& problem) {
          whole = false;
          tell(problem);
        });
    if (whole && !reader.ok()) {
      whole = false;
      tell(config::utf8_from_path(segment.path) +
           " holds what this version does not understand; the rest of it is left out");
    }
    last = whole ? std::optional(segment.sequence) : std::nullopt;
  }
  return segments.size();
}

}  // namespace deepalive::service
