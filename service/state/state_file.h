#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/role_keeper.h"

namespace deepalive::service {

// What the agent remembers over a restart. Plain value.
struct SavedState {
  std::map<std::string, RoleStart, std::less<>> roles;
};

inline constexpr std::size_t kMaxStateFile = std::size_t{16} << 20;  // bytes

// The file's text: JSON, "version" 2. The monotonic clock begins anew with each start of the
// machine, so times are kept by the wall clock, as milliseconds since 1970; `now` is both clocks'
// hands when the text is made.
std::string format_state(const SavedState& state, Instant now);
// What it does not know or cannot believe is left out, each by itself: a time that lies ahead is
// now, text is cut to what the agent itself would write. Version 1, which has placements only, is
// understood too. The error says what is wrong with the text.
Result<SavedState> parse_state(std::string_view text, Instant now);

// <data_dir>/state.json. Blocks for as long as the disk does.
class StateFile {
 public:
  explicit StateFile(std::filesystem::path data_dir);

  struct Loaded {
    SavedState state;
    std::string problem;  // why there is less than there should be; else empty
  };
  // Never fails: a file that cannot be used is set aside, under the same name with ".damaged", and
  // the agent begins with what it has. One that cannot be opened (somebody else has it) is left.
  Loaded load(Instant now) const;

  // All or nothing, also if the power fails: a new file is written, flushed and put in the place of
  // the old one.
  std::optional<Error> save(const SavedState& state, Instant now) const;

 private:
  const std::filesystem::path path_;
};

}  // namespace deepalive::service
