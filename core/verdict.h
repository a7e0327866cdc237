#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/check_health.h"
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

// What is remembered about a role between two judgements, beside its conditions.
struct RoleMemory {
  NodePlacement placement = NodePlacement::active;
  TimePoint grace_begin{};  // when the agent started, the role came online, …
  Answers last_known{};     // the answers of the last verdict that was not unknown
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

// Whether a role that is on standby here could start: its reason is ok then, else it says what
// stands in the way.
bool standby_ready(const Judgement& judgement);

// What a look means on a node where the role does not run: that something is stopped is as it
// should be.
Observation as_seen_on_standby(Observation observation);

// The rules (architecture, section 5: 1 to 5, 8, 10, 11, and the start of agent and role of 7). A
// pure function of what is published: the writer calls it when something changed, and a reader
// calls it again when valid_until has passed, so that a verdict grows stale even if the writer is
// gone.
Judgement judge(const RoleRules& rules, std::span<const std::shared_ptr<const CheckHealth>> checks,
                const RoleMemory& memory, TimePoint now);

}  // namespace deepalive
