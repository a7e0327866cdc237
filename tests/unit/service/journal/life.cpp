#include "tests/unit/service/journal/life.h"

#include <chrono>
#include <sstream>
#include <utility>

namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kRoles = 3;

std::shared_ptr<const RoleSpec> some_spec(std::string name, Dice& dice) {
  RoleSpec spec;
  spec.name = std::move(name);
  spec.rules = {.failure_condition_level = static_cast<int>(3 + dice.below(3)),
                .grace = std::chrono::seconds(dice.below(60)),
                .hold = std::chrono::seconds(dice.below(60)),
                .stale_after = std::chrono::seconds(20 + dice.below(60)),
                .on_unknown = dice.below(2) ? UnknownPolicy::dead : UnknownPolicy::alive};
  const std::size_t checks = 2 + dice.below(5);
  for (std::size_t i = 0; i < checks; ++i) {
    CheckSpec check;
    check.name = "check" + std::to_string(i);
    check.level = static_cast<int>(1 + dice.below(5));
    check.thresholds = {.fall = 1 + dice.below(4), .rise = 1 + dice.below(3)};
    check.scope = dice.below(4) == 0 ? CheckScope::shared : CheckScope::node;
    if (i > 0 && dice.below(3) == 0) check.depends_on = {dice.below(static_cast<unsigned>(i))};
    if (i % 2 == 0) {
      check.target = HttpTarget{};
    } else {
      check.target = SiteTarget{"Shop"};
    }
    spec.checks.push_back(std::move(check));
  }
  if (dice.below(2)) {
    spec.rules.groups = {{.name = "some", .members = {0, 1}, .required = 1, .level = 4}};
  }
  return std::make_shared<const RoleSpec>(std::move(spec));
}

Observation seen(char mood, Instant now, Dice& dice) {
  Observation observation{.outcome = Outcome::pass,
                          .reason = Reason::ok,
                          .detail = "status 200",
                          .duration = std::chrono::microseconds(dice.below(5000)),
                          .time = now,
                          .http = HttpEvidence{.phases = {}, .status = 200}};
  switch (mood) {
    case 'F':
      observation.outcome = Outcome::fail;
      observation.reason = dice.below(2) ? Reason::status_unexpected : Reason::connect_refused;
      observation.detail = "status 500 \"oops\"";
      observation.http->status = 500;
      break;
    case 'S':
      observation.degraded = true;
      observation.reason = Reason::slow;
      break;
    case '?':
      observation.outcome = Outcome::indeterminate;
      observation.reason = Reason::internal_error;
      break;
    default:
      break;
  }
  return observation;
}

}  // namespace

Life::Life(unsigned seed, std::string role_prefix, bool hectic) : dice_(seed), hectic_(hectic) {
  for (std::size_t i = 0; i < kRoles; ++i) {
    keepers_.push_back(std::make_unique<RoleKeeper>(
        some_spec(role_prefix + std::to_string(i), dice_), node_, now_));
    moods_.emplace_back(keepers_.back()->health().checks.size(), 'P');
  }
}

RoleInput Life::some_input(std::size_t role) {
  const unsigned what = dice_.below(hectic_ ? 40 : 40'000);
  if (what == 0) {
    return Placed{dice_.below(3) == 0 ? NodePlacement::standby : NodePlacement::active};
  }
  if (what == 1) return Recycled{"ShopPool", now_.steady - std::chrono::seconds(dice_.below(5))};
  if (what == 2) {
    if (dice_.below(2)) return MaintenanceSet{};
    const auto length = std::chrono::seconds(dice_.below(120));
    return MaintenanceSet{
        Maintenance{now_.steady + length, now_.wall + length, "disks \"A\" and B"}};
  }
  auto& moods = moods_[role];
  const std::size_t check = dice_.below(static_cast<unsigned>(moods.size()));
  if (dice_.below(hectic_ ? 6 : 20'000) == 0) moods[check] = "PFS?F"[dice_.below(5)];
  // No trouble lasts for ever, or nothing would change any more.
  if (!hectic_ && moods[check] != 'P' && dice_.below(20) == 0) moods[check] = 'P';
  return Observed{check, seen(moods[check], now_, dice_)};
}

bool Life::tell(std::size_t role, RoleInput input) {
  ++inputs_;
  const RoleChange change = keepers_[role]->take(input, now_);
  if (journal) journal->record(input, change, now_);
  if (change.is_transition()) transitions_.push_back(service::make_transition(change, now_));
  return change.is_transition();
}

void Life::reload() {
  for (std::size_t i = 0; i < kRoles; i += 2) {
    tell(i, Refreshed{});  // so that what has run out did so before, and not by the reload
    RoleSpec spec = *keepers_[i]->health().spec;
    for (CheckSpec& check : spec.checks) check.thresholds.fall = 1 + dice_.below(4);
    const RoleChange change =
        keepers_[i]->reconfigure(std::make_shared<const RoleSpec>(std::move(spec)), now_);
    if (journal) journal->record(change, now_);
    if (change.is_transition()) transitions_.push_back(service::make_transition(change, now_));
  }
}

bool Life::step() {
  // Mostly some looks at once, as a shared read gives them, then a pause.
  if (dice_.below(3) == 0) {
    const auto pause = std::chrono::microseconds(
        1 + dice_.below(hectic_ && dice_.below(30) == 0 ? 60'000'000 : 3'000'000));
    now_.steady += pause;
    now_.wall += pause;
    if (dice_.below(1000) == 0) now_.wall += std::chrono::hours(dice_.below(3)) - 1h;
  }
  for (std::size_t i = 0; i < kRoles; ++i) {
    if (keepers_[i]->health().judgement.valid_until <= now_.steady) return tell(i, Refreshed{});
  }
  const std::size_t role = dice_.below(kRoles);
  return tell(role, some_input(role));
}

std::string identity(const service::Transition& transition) {
  std::ostringstream text;
  text << transition.role << " at " << transition.time.steady.time_since_epoch().count() << ": "
       << to_name(transition.before) << " -> " << to_name(transition.after) << " "
       << transition.answers.looks_alive << transition.answers.is_alive << " "
       << to_name(transition.reason) << " " << transition.check << " #" << transition.generation;
  return text.str();
}

std::vector<std::string> identities(const std::vector<service::Transition>& transitions) {
  std::vector<std::string> texts;
  for (const auto& transition : transitions) texts.push_back(identity(transition));
  return texts;
}

}  // namespace deepalive::testing
