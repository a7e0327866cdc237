#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "core/role_keeper.h"

namespace deepalive::service {

// One change of what a role is answered: of its verdict, answers, reason or root cause. As it is
// written down and shown. A plain value.
struct Transition {
  std::string role{};
  Instant time{};
  Verdict before = Verdict::initializing;
  Verdict after = Verdict::initializing;
  Answers answers{};  // from now on
  Reason reason = Reason::not_observed;
  std::string check{};  // the root cause; empty when there is none
  std::string detail{};
  std::uint64_t generation = 0;
  WallTime since{};        // when the verdict began; earlier than time when only the rest changed
  std::string incident{};  // what was seen is kept under this name; empty when nothing is
};

// Of a change that is a transition.
Transition make_transition(const RoleChange& change, Instant now);

// While a role begins, each check that passes changes only what is still waited for: nobody wants
// to read that.
inline bool is_of_interest(const Transition& transition) {
  return transition.before != Verdict::initializing || transition.after != Verdict::initializing;
}

// As people and programs are shown it.
boost::json::object to_shown_json(const Transition& transition);
// The same with what the agent itself needs to put transitions and inputs in order.
boost::json::object to_json(const Transition& transition);
// Null when it is none. Reasons that this version does not know become internal_error.
std::optional<Transition> transition_from_json(const boost::json::value& value);

}  // namespace deepalive::service
