#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/observation.h"
#include "tests/agreement/target.h"

namespace deepalive::agreement {

// What one of the two saw of a target, in words that both have.
struct Look {
  bool success = false;
  unsigned status = 0;  // 0 = no answer
  unsigned redirects = 0;
  std::optional<std::int64_t> certificate_end{};  // seconds since 1970
  std::optional<std::uint64_t> body_size{};       // of a body that was asked for to its end
};

Look ours(const Observation& seen);
Look theirs(const std::map<std::string, double, std::less<>>& metrics);

// A sentence for each difference that nobody expected, and for each that was expected and is not
// there.
std::vector<std::string> complaints(const Target& target, const Look& ours, const Look& theirs);

// The target's row of the table in docs/agreement.md: what both saw, with times from `now`.
std::string table_row(const Target& target, const Observation& seen, const Look& theirs,
                      WallTime now);
std::string table_head();

}  // namespace deepalive::agreement
