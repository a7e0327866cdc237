#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "core/node_health.h"
#include "core/published.h"
#include "core/role_keeper.h"
#include "core/time.h"
#include "service/history/history.h"
#include "service/inventory.h"
#include "service/journal/input_codec.h"
#include "service/journal/journal_options.h"
#include "service/journal/journal_queue.h"
#include "service/journal/journal_writer.h"

namespace deepalive::service {

// Writes down what roles are told and what their verdicts become, on a thread of its own, so that
// the thread that looks never waits for a disk; and keeps the history in memory.
//
// What must never be lost is what people ask for later: a transition is written and flushed at
// once, and waits in memory for as long as the disk refuses. Inputs are only there to be replayed:
// they are written every second, and dropped (and counted) while the queue is full or the disk
// refuses. After a gap a new segment begins with the state of all roles, and a replay goes on
// there.
//
// record(): one thread. Everything else: any thread.
class Journal {
 public:
  // Begins at once; history from before is loaded on the journal's thread. `node` and `inventory`
  // outlive the last call of record().
  Journal(JournalOptions options, const NodeHealth& node, const Published<Inventory>& inventory,
          std::shared_ptr<History> history, JournalVoice::Tell tell);
  ~Journal();

  // The role's keeper was told this, and that came of it.
  void record(const RoleInput& input, const RoleChange& change, Instant now);
  // The role's keeper goes on by another specification, and that came of it. The next input begins
  // a segment with the new rules, and a replay goes on there.
  void record(const RoleChange& change, Instant now);

  // Waits until what was recorded is on the disk, or for so long, or until the disk refuses; true
  // when it is there.
  bool flush(Duration patience);
  // Writes what waits and ends. A disk that hangs is left alone. Idempotent.
  void stop();

  // Inputs that were not written.
  std::uint64_t dropped() const;

 private:
  void record_input(const RoleInput& input, const RoleChange& change, Instant now);
  void record_transition(const RoleChange& change, Instant now);
  void begin_segment(const RoleChange& change, Instant now);

  const JournalOptions options_;
  const std::size_t segment_size_;  // bytes of inputs
  const NodeHealth& node_;
  const Published<Inventory>& inventory_;
  const std::shared_ptr<History> history_;
  const std::shared_ptr<JournalQueue> queue_ = std::make_shared<JournalQueue>();
  const std::shared_ptr<JournalVoice> voice_;

  // The segment that inputs go to.
  struct Segment {
    std::unordered_map<const RoleSpec*, std::size_t> roles;  // their numbers
    std::vector<std::shared_ptr<const RoleSpec>> specs;      // so that no other gets their address
    InputEncoder encoder;
    std::size_t bytes = 0;
    TimePoint begun;
  };
  std::optional<Segment> segment_;  // none before the first input, and after a gap
  std::uint64_t missing_ = 0;       // inputs since the last segment
  unsigned refusals_ = 0;           // of the disk, as far as record() knows
  std::thread writer_;
};

}  // namespace deepalive::service
