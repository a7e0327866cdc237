#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/role_keeper.h"

namespace deepalive::service {

// One of the last results of a check, as it was judged: times to the millisecond, durations to the
// microsecond.
struct RecentResult {
  WallTime time{};
  Outcome outcome = Outcome::indeterminate;
  bool degraded = false;
  Reason reason = Reason::not_observed;
  Duration duration{};
  std::optional<HttpPhases> phases{};  // of HTTP checks

  bool operator==(const RecentResult& other) const;
};

// The last results of every check of a node, for those who look at how it has been going. In memory
// only, and bounded: some 2 KiB a check.
//
// record(): one thread, which never waits. of(): any thread; it never waits either.
class RecentResults {
 public:
  static constexpr std::size_t kKept = 60;  // of each check

  explicit RecentResults(const NodeSpec& spec);
  ~RecentResults();

  // The role's keeper was told this, and that came of it.
  void record(const RoleInput& input, const RoleChange& change);

  // The oldest first; none of a check that is not known.
  std::vector<RecentResult> of(std::string_view role, std::size_t check) const;

 private:
  class Ring;
  std::map<std::string, std::vector<std::unique_ptr<Ring>>, std::less<>> rings_;
};

}  // namespace deepalive::service
