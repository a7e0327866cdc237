#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/role_keeper.h"

namespace deepalive::testing {

using namespace std::chrono_literals;

inline CheckSpec check_of_level(std::string name, int level) {
  CheckSpec spec;
  spec.name = std::move(name);
  spec.level = level;
  return spec;
}

// One role on a clock that only the test moves. Results are written as a string, one letter each:
// P pass, S slow pass, F fail (status_unexpected), ? could not look (state_unreadable).
class HandDrivenRole {
 public:
  explicit HandDrivenRole(std::vector<CheckSpec> checks, RoleRules rules = {})
      : keeper_(std::in_place, make_spec(std::move(checks), rules), node_, now_) {}

  void advance(Duration by) {
    now_.steady += by;
    now_.wall += wall(by);
  }
  // As an administrator or NTP would.
  void step_wall_clock(WallTime::duration by) { now_.wall += by; }

  void see(std::string_view check, std::string_view results) {
    for (const char result : results) observe(check, observation(result));
  }
  void observe(std::string_view check, Observation observation) {
    observation.time = now_;
    keeper_->take(Observed{index_of(check), std::move(observation)}, now_);
  }
  void refresh() { keeper_->take(Refreshed{}, now_); }
  void place(NodePlacement placement) { keeper_->take(Placed{placement}, now_); }
  void recycle(Duration at_most_ago) {
    keeper_->take(Recycled{"ShopPool", now_.steady - at_most_ago}, now_);
  }
  void maintain(Duration duration) {
    keeper_->take(MaintenanceSet{Maintenance{now_.steady + duration, now_.wall + wall(duration),
                                             "new disks"}},
                  now_);
  }
  void end_maintenance() { keeper_->take(MaintenanceSet{}, now_); }
  // The agent ends and another one begins, with the checks and rules of the same configuration.
  void restart() {
    const auto left = node_.find("shop");
    keeper_.emplace(left->spec, node_, now_, as_left(*left));
  }

  // The configuration is loaded again, with these checks and rules.
  RoleChange reconfigure(std::vector<CheckSpec> checks, RoleRules rules) {
    return keeper_->reconfigure(make_spec(std::move(checks), std::move(rules)), now_);
  }
  // The same, and nothing has changed.
  void reload() { reconfigure(published().spec->checks, published().spec->rules); }

  static Observation observation(char result) {
    switch (result) {
      case 'P':
        return {.outcome = Outcome::pass, .reason = Reason::ok};
      case 'S':
        return {.outcome = Outcome::pass, .degraded = true, .reason = Reason::slow};
      case 'F':
        return {.outcome = Outcome::fail, .reason = Reason::status_unexpected};
      case '?':
        return {.outcome = Outcome::indeterminate, .reason = Reason::state_unreadable};
      default:
        throw std::invalid_argument("a result is one of P S F ?");
    }
  }

  // What a reader is told now.
  Judgement judgement() const { return judgement_at(now_.steady); }
  Judgement judgement_at(TimePoint time) const { return current(*node_.find("shop"), time); }
  // What the writer published last.
  const RoleHealth& published() const { return keeper_->health(); }
  Instant now() const { return now_; }

 private:
  static WallTime::duration wall(Duration duration) {
    return std::chrono::duration_cast<WallTime::duration>(duration);
  }
  static std::shared_ptr<const RoleSpec> make_spec(std::vector<CheckSpec> checks, RoleRules rules) {
    RoleSpec spec;
    spec.name = "shop";
    spec.rules = rules;
    spec.checks = std::move(checks);
    return std::make_shared<const RoleSpec>(std::move(spec));
  }
  std::size_t index_of(std::string_view check) const {
    const auto& checks = keeper_->health().spec->checks;
    for (std::size_t i = 0; i < checks.size(); ++i) {
      if (checks[i].name == check) return i;
    }
    throw std::invalid_argument("no check " + std::string(check));
  }

  Instant now_{TimePoint(1000h), WallTime(std::chrono::hours(490'000))};
  NodeHealth node_;
  std::optional<RoleKeeper> keeper_;
};

// What both questions are answered, in one word.
inline std::string in_words(Answers answers) {
  return answers.is_alive ? (answers.looks_alive ? "alive" : "suspect")
                          : (answers.looks_alive ? "contradiction" : "dead");
}

}  // namespace deepalive::testing
