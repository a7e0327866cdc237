#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "service/doctor/facts.h"

namespace deepalive::service::doctor {

enum class State : std::uint8_t {
  ok,
  warning,         // works, and will bite one day
  fail,            // the requirement is not met
  could_not_look,  // says nothing about the thing itself
};
std::string_view to_name(State state);

// What a rule says of the facts.
struct Judgement {
  State state = State::could_not_look;
  std::string found;
  std::string fix;  // what to do; empty for ok
};

// One thing that is asked of a node or of a role. The list of them is the only one: report,
// docs/doctor.md and tests are made from it.
struct Requirement {
  std::string_view id;      // in JSON; never changes its meaning
  std::string_view area;    // rows of one area stand together
  std::string_view text;    // what is asked for, as a short sentence
  std::string_view source;  // who asks
  std::string_view looks_at;
  bool important = true;  // one that could not be looked at makes the whole "could not look"
  // One of the two is null. Pure.
  Judgement (*of_node)(const Facts& facts);
  Judgement (*of_role)(const Facts& facts, const RoleFacts& role);
};
std::span<const Requirement> all_requirements();

struct Row {
  const Requirement* requirement;
  std::string role;  // empty: of the node
  Judgement judgement;
};

// A row for each requirement of the node, then for each of each role.
std::vector<Row> examine(const Facts& facts);

// 0 all ok, 1 warnings, 2 something fails, 3 something important could not be looked at (and
// nothing fails).
int exit_code_of(std::span<const Row> rows);

}  // namespace deepalive::service::doctor
