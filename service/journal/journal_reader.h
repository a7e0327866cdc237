#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "service/history/transition.h"
#include "service/journal/input_codec.h"
#include "service/journal/segment_records.h"

namespace deepalive::service {

// What a reader of the journal hears of, in the order in which it happened.
struct JournalEvents {
  // A segment begins. whole: nothing is missing since the last event.
  std::function<void(const SegmentHead& head, bool whole)> begin = [](auto&, bool) {};
  // A role as it was then; its number in this segment is how many came before.
  std::function<void(RoleHealth role)> role = [](auto) {};
  std::function<void(RecordedInput input)> input = [](auto) {};
  std::function<void(Transition transition)> transition = [](auto) {};
};

// Reads <data_dir>/journal and changes nothing there, so an agent may be writing beside it. `tell`
// hears of what cannot be read. Gives the number of files.
std::size_t read_journal(const std::filesystem::path& data_dir, const JournalEvents& events,
                         const std::function<void(std::string problem)>& tell);

}  // namespace deepalive::service
