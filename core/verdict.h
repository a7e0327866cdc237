#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/check_list.h"
#include "core/spec.h"

namespace deepalive {

// What a role's conditions amount to.
enum class Verdict : std::uint8_t {
  initializing,  // in grace, and not every check has decided yet: alive
  healthy,
  degraded,   // something is wrong that a failover is not asked for
  unhealthy,  // a counting condition is down: dead
  unknown,    // nothing can tell; the last answer is held, then on_unknown applies
  maintenance,
  standby,  // the role does not run on this node, on purpose; the reason says whether it could
};
inline constexpr std::array kAllVerdicts = {
    Verdict::initializing, Verdict::healthy,     Verdict::degraded, Verdict::unhealthy,
    Verdict::unknown,      Verdict::maintenance, Verdict::standby};

std::string_view to_name(Verdict verdict);
std::optional<Verdict> verdict_from_name(std::string_view name);

// The cluster's two questions, answered: true = alive. IsAlive false implies LooksAlive false.
struct Answers {
  bool looks_alive = true;
  bool is_alive = true;
  bool operator==(const Answers&) const = default;
};

// Where the cluster has put the role, as far as this node was told.
enum class NodePlacement : std::uint8_t {
  active,   // it runs here; also when nobody has said anything yet, so that it is watched
  standby,  // it runs elsewhere, or nowhere
};

// People work on the role: whatever is found, nothing is to be failed over until it ends.
struct Maintenance {
  TimePoint until;
  WallTime until_wall;  // the same, to be shown and to be kept over a restart
  std::string reason;   // for people, one line
};

// A pool of the role has a new worker process: requests may fail until it has warmed up.
struct Recycle {
  std::string app_pool;
  TimePoint not_before;  // the worker was not there yet; fails that began earlier have other causes
  TimePoint seen;        // grace runs from here
};

// What is remembered about a role between two judgements, beside its conditions.
struct RoleMemory {
  NodePlacement placement = NodePlacement::active;
  TimePoint grace_begin{};  // when the agent started, or the role came online
  Answers last_known{};     // the answers of the last verdict that was not unknown
  std::optional<Recycle> recycle{};
  std::optional<Maintenance> maintenance{};
};

// The verdict on one role at one moment.
struct Judgement {
  Verdict verdict = Verdict::initializing;
  Answers answers;
  Reason reason =
      Reason::not_observed;  // of the root cause, or of the suspicion; ok when there is none
  std::string check;         // the root cause's check; empty when there is none
  std::string detail;        // one line for people
  // The oldest evidence that the verdict rests upon; none when nothing has been seen at all.
  std::optional<TimePoint> evidence;
  // Until when the judgement holds if nothing new comes in: evidence goes stale, grace or hold
  // ends.
  TimePoint valid_until = TimePoint::max();
};

// The same verdict for everyone who compares: text and times are not part of it.
bool same_verdict(const Judgement& a, const Judgement& b);

// Whether the check is as it should be and gives no reason to look at the role's others: seen, up,
// not slow, nothing pending, not in grace.
bool is_quiet(const CheckHealth& check, const RoleRules& rules, const RoleMemory& memory,
              TimePoint now);

// Whether a role that is on standby here could start: its reason is ok then, else it says what
// stands in the way.
bool standby_ready(const Judgement& judgement);

// What a look means on a node where the role does not run: that something is stopped is as it
// should be.
Observation as_seen_on_standby(Observation observation);

// Whether the check with this index can fail the role, by itself or with others of its group.
bool counts(const RoleRules& rules, const CheckSpec& check, std::size_t index);

// Whether fails are not held against the check (rule 7): it has not passed yet since the agent
// started or the role came online, or it needs a worker process and one was replaced just before
// its fails began.
bool in_grace(const CheckHealth& check, const RoleRules& rules, const RoleMemory& memory,
              TimePoint now);
// The second of these only.
bool recycling(const CheckHealth& check, const RoleRules& rules, const RoleMemory& memory,
               TimePoint now);

// The rules (architecture, section 5: 1 to 11). A pure function of what is published: the writer
// calls it when something changed, and a reader calls it again when valid_until has passed, so that
// a verdict grows stale even if the writer is gone.
Judgement judge(const RoleRules& rules, const CheckList& checks, const RoleMemory& memory,
                TimePoint now);

// What the checks would have said if it were not for maintenance.
Judgement without_maintenance(const RoleRules& rules, const CheckList& checks, RoleMemory memory,
                              TimePoint now);

}  // namespace deepalive
