#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/role_keeper.h"
#include "service/history/transition.h"
#include "service/journal/journal.h"

namespace deepalive::testing {

// std::mt19937 gives the same numbers everywhere; the standard's distributions do not.
class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  unsigned below(unsigned limit) { return random_() % limit; }

 private:
  std::mt19937 random_;
};

// Some roles on a clock of their own, led through a random life as an agent would lead them: checks
// that pass, fail, crawl and cannot look, groups, shared checks, placements, recycles, maintenance.
// The same seed gives the same life.
class Life {
 public:
  // hectic: something changes with nearly each step; else mostly all is well.
  explicit Life(unsigned seed, std::string role_prefix = "role", bool hectic = true);

  // What everything that a keeper is told goes to as well; set it before the first step.
  service::Journal* journal = nullptr;

  // One input. True when it was a transition.
  bool step();

  // The configuration is loaded again, with other thresholds for every second role.
  void reload();

  const NodeHealth& node() const { return node_; }
  const std::vector<service::Transition>& transitions() const { return transitions_; }
  Instant now() const { return now_; }
  std::uint64_t inputs() const { return inputs_; }

 private:
  RoleInput some_input(std::size_t role);
  bool tell(std::size_t role, RoleInput input);

  Dice dice_;
  const bool hectic_;
  NodeHealth node_;
  Instant now_{TimePoint(std::chrono::hours(1)), WallTime(std::chrono::seconds(1'700'000'000))};
  std::vector<std::unique_ptr<RoleKeeper>> keepers_;
  std::vector<std::vector<char>> moods_;  // of each check
  std::vector<service::Transition> transitions_;
  std::uint64_t inputs_ = 0;
};

// What of a transition a verdict is made of.
std::string identity(const service::Transition& transition);
std::vector<std::string> identities(const std::vector<service::Transition>& transitions);

}  // namespace deepalive::testing
