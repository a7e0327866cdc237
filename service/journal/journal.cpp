#include "service/journal/journal.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "service/history/incident.h"

namespace deepalive::service {
namespace {

// The oldest goes as a whole, so one must not be too large a part of all.
constexpr std::size_t kSegments = 16;
constexpr std::size_t kMaxSegment = std::size_t{64} << 20;  // bytes

}  // namespace

Journal::Journal(JournalOptions options, const NodeHealth& node,
                 const Published<Inventory>& inventory, std::shared_ptr<History> history,
                 JournalVoice::Tell tell)
    : options_(std::move(options)),
      segment_size_(std::min(options_.limits.max_size / kSegments, kMaxSegment)),
      node_(node),
      inventory_(inventory),
      history_(std::move(history)),
      voice_(std::make_shared<JournalVoice>(std::move(tell))) {
  writer_ = std::thread([writer = std::make_unique<JournalWriter>(options_, queue_, voice_,
                                                                  history_)] { writer->run(); });
}

Journal::~Journal() { stop(); }

void Journal::record(const RoleInput& input, const RoleChange& change, Instant now) {
  record_input(input, change, now);
  record(change, now);
}

void Journal::record(const RoleChange& change, Instant now) {
  if (change.is_transition()) record_transition(change, now);
}

void Journal::record_input(const RoleInput& input, const RoleChange& change, Instant now) {
  std::size_t waiting = 0;
  bool refused = false;
  bool was_ended = false;
  {
    const std::lock_guard lock(queue_->mutex);
    waiting = queue_->bytes;
    refused = queue_->refused;
    was_ended = std::exchange(refusals_, queue_->refusals) != queue_->refusals;
  }
  if (was_ended || waiting > options_.queue) segment_.reset();
  const RoleSpec* const role = change.after->spec.get();
  const bool is_over = segment_ && (segment_->bytes > segment_size_ ||
                                    now.steady - segment_->begun > options_.segment_age ||
                                    !segment_->roles.contains(role));
  // Half a queue, so that not every second segment is a gap.
  if (is_over || (!segment_ && !refused && waiting <= options_.queue / 2)) {
    begin_segment(change, now);
  }
  if (!segment_) {
    ++missing_;
    const std::lock_guard lock(queue_->mutex);
    ++queue_->dropped;
    return;
  }
  ByteWriter out;
  segment_->encoder.append(out, segment_->roles.at(role), input, now);
  segment_->bytes += out.bytes().size();
  const std::lock_guard lock(queue_->mutex);
  auto& items = queue_->items;
  if (items.empty() || !std::holds_alternative<RecordedBytes>(items.back())) {
    items.emplace_back(RecordedBytes{});
  }
  std::get<RecordedBytes>(items.back()).bytes += out.bytes();
  queue_->bytes += out.bytes().size();
  ++queue_->put;
}

void Journal::record_transition(const RoleChange& change, Instant now) {
  Transition transition = make_transition(change, now);
  RecordedTransition recorded;
  if (is_incident(change)) {
    transition.incident = incident_name(transition);
    recorded.role = change.after;
    recorded.inventory = inventory_.load();
  }
  recorded.transition = std::make_shared<const Transition>(std::move(transition));
  history_->add(recorded.transition);
  const bool urgent = is_of_interest(*recorded.transition);
  const std::lock_guard lock(queue_->mutex);
  queue_->items.emplace_back(std::move(recorded));
  ++queue_->put;
  if (!urgent) return;
  queue_->urgent = true;
  queue_->news.notify_one();
}

// The state is that before this change, which the input behind it brings about.
void Journal::begin_segment(const RoleChange& change, Instant now) {
  SegmentBegin begin{.time = now,
                     .roles = node_.all(),
                     .continues = segment_ && segment_->roles.contains(change.after->spec.get()),
                     .dropped = std::exchange(missing_, 0)};
  Segment segment{.roles = {}, .specs = {}, .encoder = {{}, now}, .begun = now.steady};
  std::vector<std::size_t> checks;
  for (auto& role : begin.roles) {
    if (role == change.after && change.before->spec == role->spec) role = change.before;
    segment.roles.emplace(role->spec.get(), segment.specs.size());
    segment.specs.push_back(role->spec);
    checks.push_back(role->checks.size());
  }
  segment.encoder = InputEncoder(checks, now);
  segment_ = std::move(segment);
  const std::lock_guard lock(queue_->mutex);
  queue_->items.emplace_back(std::move(begin));
  ++queue_->put;
}

bool Journal::flush(Duration patience) {
  std::unique_lock lock(queue_->mutex);
  const std::uint64_t put = queue_->put;
  queue_->urgent = true;
  queue_->news.notify_one();
  queue_->done.wait_for(lock, patience, [&] { return queue_->tried >= put || queue_->ended; });
  return queue_->written >= put;
}

void Journal::stop() {
  if (!writer_.joinable()) return;
  bool ended = false;
  {
    std::unique_lock lock(queue_->mutex);
    queue_->stopping = true;
    queue_->news.notify_one();
    ended = queue_->done.wait_for(lock, options_.stop_within, [this] { return queue_->ended; });
  }
  if (ended) {
    writer_.join();
  } else {
    voice_->say(true, "journal: the disk hangs; what waits for it is lost");
    writer_.detach();
  }
  voice_->fall_silent();
}

std::uint64_t Journal::dropped() const {
  const std::lock_guard lock(queue_->mutex);
  return queue_->dropped;
}

}  // namespace deepalive::service
