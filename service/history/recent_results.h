#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/published.h"
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

  // The configuration from now on: checks of the same role, name and kind keep what they have. The
  // thread of record().
  void reconfigure(const NodeSpec& spec);

  // The role's keeper was told this, and that came of it.
  void record(const RoleInput& input, const RoleChange& change);

  // The oldest first; none of a check that is not known.
  std::vector<RecentResult> of(std::string_view role, std::string_view check) const;

 private:
  class Ring;
  struct Kept {
    CheckKind kind;
    std::shared_ptr<Ring> ring;
  };
  using OfRole = std::map<std::string, Kept, std::less<>>;  // by check
  using Rings = std::map<std::string, OfRole, std::less<>>;

  static const Kept* find(const Rings& rings, std::string_view role, std::string_view check);

  Published<Rings> rings_;
};

}  // namespace deepalive::service
