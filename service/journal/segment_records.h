#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/role_keeper.h"
#include "service/history/transition.h"
#include "service/journal/frame.h"

// What stands in the frames of JSON. Read back exactly, as far as verdicts depend on it.
namespace deepalive::service {

// The first frame of a segment.
struct SegmentHead {
  Instant time;
  bool continues = false;         // nothing is missing since the segment before it
  std::vector<Reason> reasons{};  // by the numbers that the inputs use; filled in by reading
};
std::string format_begin(const SegmentHead& head);
std::optional<SegmentHead> read_begin(std::string_view text);

// A role's rules, and its state when the segment began. Of what checks look at only their kind is
// kept.
std::string format_role(const RoleHealth& role);
std::optional<RoleHealth> read_role(std::string_view text);

// Null when the frame is none.
std::optional<Transition> read_transition(const Frame& frame);

}  // namespace deepalive::service
