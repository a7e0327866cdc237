#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "core/node_health.h"
#include "service/history/transition.h"
#include "service/inventory.h"

namespace deepalive::service {

// From here on all is to be understood by the state that the roles had now.
struct SegmentBegin {
  Instant time;
  std::vector<std::shared_ptr<const RoleHealth>> roles;
  bool continues = false;     // nothing is missing since the segment before it
  std::uint64_t dropped = 0;  // inputs that are
};

// InputEncoder's bytes.
struct RecordedBytes {
  std::string bytes;
};

struct RecordedTransition {
  std::shared_ptr<const Transition> transition;
  // What an incident is made from; null when this is none.
  std::shared_ptr<const RoleHealth> role;
  std::shared_ptr<const Inventory> inventory;
};

using JournalItem = std::variant<SegmentBegin, RecordedBytes, RecordedTransition>;

// What waits for the journal's thread, and what that thread has to say to the others.
struct JournalQueue {
  std::mutex mutex;              // over all below
  std::condition_variable news;  // for the writer: urgent, stopping
  std::condition_variable done;  // for those who wait for the writer

  std::deque<JournalItem> items;
  std::size_t bytes = 0;  // of RecordedBytes among them
  bool urgent = false;    // not to wait for the next regular writing
  bool stopping = false;
  bool ended = false;         // the thread has
  std::uint64_t put = 0;      // how often something was
  std::uint64_t tried = 0;    // of those, what the writer has taken to the disk,
  std::uint64_t written = 0;  // and what is on it
  bool refused = false;       // the disk did; no inputs until it may be tried again
  unsigned refusals = 0;      // each ended the segment
  std::uint64_t dropped = 0;  // inputs
};

}  // namespace deepalive::service
