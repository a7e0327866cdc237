#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/role_keeper.h"
#include "service/journal/bytes.h"

// How what roles were told is written: each input relative to the one before it in the same
// segment, a plain pass in some 8 bytes. Roles and checks are numbered as they stand in the
// segment's role records.
namespace deepalive::service {

// One input as it was given to a role's keeper.
struct RecordedInput {
  std::size_t role = 0;  // among the segment's role records
  RoleInput input;
  Instant now;
};

// What the next input is relative to. The same on both sides, for as long as a segment lasts.
struct InputContext {
  // How many checks each role has, and when the segment began.
  InputContext(const std::vector<std::size_t>& checks_of_roles, Instant begin);

  struct Check {
    Outcome outcome = Outcome::indeterminate;
    bool degraded = false;
    Reason reason = Reason::not_observed;
    std::string detail;  // the reader's
    unsigned status = 0;
  };
  std::vector<std::size_t> first_check;  // of each role; one more than there are roles
  std::vector<Check> checks;
  TimePoint time;
  WallTime::duration wall_offset;  // what the wall clock is ahead of the steady one
};

class InputEncoder {
 public:
  InputEncoder(const std::vector<std::size_t>& checks_of_roles, Instant begin)
      : context_(checks_of_roles, begin) {}

  // Times are kept to the nanosecond, wall times to 10 ms, durations to the microsecond, details
  // (cut) when the outcome or its reason changes; of HTTP evidence the status.
  void append(ByteWriter& out, std::size_t role, const RoleInput& input, Instant now);

 private:
  void append_time(ByteWriter& out, Instant now);
  void append_observed(ByteWriter& out, std::size_t role, const Observed& observed, Instant now);

  InputContext context_;
};

class InputDecoder {
 public:
  // reasons: what the numbers of reasons mean in this segment.
  InputDecoder(const std::vector<std::size_t>& checks_of_roles, Instant begin,
               std::vector<Reason> reasons)
      : context_(checks_of_roles, begin), reasons_(std::move(reasons)) {}

  // The next input; null at the end, or (in.ok() is false then) when the bytes are none.
  std::optional<RecordedInput> next(ByteReader& in);

 private:
  std::optional<RecordedInput> next_observed(ByteReader& in, std::uint8_t tag);

  InputContext context_;
  std::vector<Reason> reasons_;
};

}  // namespace deepalive::service
