#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/verdict.h"

namespace deepalive::service {

// What the agent remembers over a restart. Plain value.
struct SavedState {
  std::map<std::string, NodePlacement, std::less<>> placements;  // by role
};

inline constexpr std::size_t kMaxStateFile = std::size_t{4} << 20;  // bytes

// The file's text: JSON, "version" 1.
std::string format_state(const SavedState& state);
// Roles with values that it does not know are left out. The error says what is wrong with the text.
Result<SavedState> parse_state(std::string_view text);

// <data_dir>/state.json. Blocks for as long as the disk does.
class StateFile {
 public:
  explicit StateFile(std::filesystem::path data_dir);

  struct Loaded {
    SavedState state;
    std::string problem;  // why there is less than there should be; else empty
  };
  // Never fails: a file that cannot be used is set aside, under the same name with ".damaged", and
  // the agent begins with what it has.
  Loaded load() const;

  // All or nothing, also if the power fails: a new file is written, flushed and put in the place of
  // the old one.
  std::optional<Error> save(const SavedState& state) const;

 private:
  const std::filesystem::path path_;
};

}  // namespace deepalive::service
