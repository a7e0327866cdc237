#include "service/replay/replay.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace deepalive::service {
namespace {

constexpr std::size_t kNoCheck = static_cast<std::size_t>(-1);

// The recorded state under other rules: conditions go to the checks of the same names.
RoleHealth under(const std::shared_ptr<const RoleSpec>& spec, RoleHealth recorded, Instant now) {
  RoleHealth role = recorded;
  role.spec = spec;
  std::vector<CheckList::Item> checks;
  for (const CheckSpec& check : spec->checks) {
    CheckHealth health;
    const auto known = std::ranges::find_if(
        recorded.checks, [&](const auto& other) { return other->spec->name == check.name; });
    if (known != recorded.checks.end()) health = **known;
    health.spec = std::shared_ptr<const CheckSpec>(spec, &check);
    checks.push_back(std::make_shared<const CheckHealth>(std::move(health)));
  }
  role.checks = std::move(checks);
  role.judgement = judge(spec->rules, role.checks, role.memory, now.steady);
  return role;
}

}  // namespace

struct Replay::Role {
  Role(RoleHealth health, bool recorded_rules)
      : keeper(node, std::move(health)), as_recorded(recorded_rules) {}

  void tell(RoleInput input, Instant now, Outcome& outcome) {
    const RoleChange change = keeper.take(std::move(input), now);
    if (change.is_transition()) outcome.would_have.push_back(make_transition(change, now));
  }

  NodeHealth node;
  RoleKeeper keeper;
  bool as_recorded;                   // then the record also has each verdict that ran out
  std::vector<std::size_t> checks{};  // by their numbers in the record
};

JournalEvents Replay::events() {
  return {.begin = [this](const SegmentHead& head, bool whole) { begin(head, whole); },
          .role = [this](RoleHealth role) { take_role(std::move(role)); },
          .input = [this](RecordedInput input) { take_input(std::move(input)); },
          .transition =
              [this](Transition transition) {
                outcomes_[transition.role].happened.push_back(std::move(transition));
              }};
}

void Replay::begin(const SegmentHead& head, bool whole) {
  begun_ = head.time;
  whole_ = whole;
  by_number_.clear();
}

void Replay::take_role(RoleHealth recorded) {
  const auto recorded_spec = recorded.spec;
  const auto spec = rules_for_(recorded_spec);
  std::shared_ptr<Role>& role = roles_[recorded_spec->name];
  if (!spec) {
    role = nullptr;
  } else if (!whole_ || !role) {
    const bool as_recorded = spec == recorded_spec;
    role = std::make_shared<Role>(
        as_recorded ? std::move(recorded) : under(spec, std::move(recorded), begun_), as_recorded);
  }
  by_number_.push_back(role);
  if (!role) return;
  const auto& replayed = role->keeper.health().spec->checks;
  role->checks.clear();
  for (const CheckSpec& check : recorded_spec->checks) {
    const auto known = std::ranges::find(replayed, check.name, &CheckSpec::name);
    role->checks.push_back(
        known == replayed.end() ? kNoCheck : static_cast<std::size_t>(known - replayed.begin()));
  }
  for (const CheckSpec& check : replayed) {
    if (std::ranges::find(recorded_spec->checks, check.name, &CheckSpec::name) ==
        recorded_spec->checks.end()) {
      outcomes_[recorded_spec->name].without_record.insert(check.name);
    }
  }
}

void Replay::take_input(RecordedInput recorded) {
  Role* const role = by_number_[recorded.role].get();
  if (role == nullptr) return;
  Outcome& outcome = outcomes_[role->keeper.health().spec->name];
  // By other rules a verdict may run out when nothing was recorded.
  for (TimePoint last = TimePoint::min(); !role->as_recorded;) {
    const TimePoint until = role->keeper.health().judgement.valid_until;
    if (until >= recorded.now.steady || until <= last) break;
    last = until;
    role->tell(Refreshed{},
               {until, recorded.now.wall - std::chrono::duration_cast<WallTime::duration>(
                                               recorded.now.steady - until)},
               outcome);
  }
  if (auto* observed = std::get_if<Observed>(&recorded.input)) {
    observed->check = role->checks[observed->check];
    if (observed->check == kNoCheck) return;
  }
  role->tell(std::move(recorded.input), recorded.now, outcome);
}

}  // namespace deepalive::service
