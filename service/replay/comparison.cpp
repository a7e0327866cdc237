#include "service/replay/comparison.h"

#include <algorithm>
#include <chrono>

#include "service/words.h"

namespace deepalive::service {
namespace {

constexpr auto kSameTime = std::chrono::seconds(1);

// Those that somebody who asks would notice.
std::vector<Transition> noticeable(const std::vector<Transition>& all, WallTime since) {
  std::vector<Transition> kept;
  Answers last;
  for (const Transition& transition : all) {
    const bool changes = transition.before != transition.after || !(transition.answers == last);
    last = transition.answers;
    if (changes && transition.time.wall >= since) kept.push_back(transition);
  }
  return kept;
}

DeadTimes dead_times(const std::vector<Transition>& all, WallTime end) {
  DeadTimes dead;
  bool alive = true;
  WallTime since{};
  const auto add = [&](WallTime until) {
    if (until > since) dead.length += std::chrono::duration_cast<Duration>(until - since);
  };
  for (const Transition& transition : all) {
    if (alive && !transition.answers.is_alive) {
      ++dead.times;
      since = transition.time.wall;
    }
    if (!alive && transition.answers.is_alive) add(transition.time.wall);
    alive = transition.answers.is_alive;
  }
  if (!alive) add(end);
  return dead;
}

bool same(const Transition& a, const Transition& b) {
  return a.after == b.after && a.answers == b.answers &&
         std::chrono::abs(a.time.wall - b.time.wall) <= kSameTime;
}

std::string count(const DeadTimes& dead) {
  std::string text = std::to_string(dead.times) + (dead.times == 1 ? " time" : " times");
  if (dead.times > 0) text += " (" + age_text(dead.length) + ")";
  return text;
}

}  // namespace

Comparison compare(const Replay::Outcome& outcome, WallTime since, WallTime end) {
  const auto happened = noticeable(outcome.happened, since);
  const auto would_have = noticeable(outcome.would_have, since);
  Comparison comparison{
      .rows = {}, .happened = dead_times(happened, end), .would_have = dead_times(would_have, end)};
  auto left = happened.begin();
  auto right = would_have.begin();
  while (left != happened.end() || right != would_have.end()) {
    const bool both = left != happened.end() && right != would_have.end();
    if (both && same(*left, *right)) {
      comparison.rows.push_back({*left++, *right++});
    } else if (right == would_have.end() || (both && left->time.wall <= right->time.wall)) {
      comparison.rows.push_back({*left++, std::nullopt});
    } else {
      comparison.rows.push_back({std::nullopt, *right++});
    }
  }
  return comparison;
}

std::string summarize(const DeadTimes& happened, const DeadTimes& would_have) {
  return "IsAlive would have been false " + count(would_have) + " instead of " + count(happened) +
         ".";
}

}  // namespace deepalive::service
