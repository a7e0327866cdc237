#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/role_keeper.h"
#include "service/page/page.h"

namespace deepalive::testing {

// Roles with HTTP checks that are told by hand what was seen, and the page that shows them.
class ShownNode {
 public:
  ShownNode(const std::vector<std::string>& roles, std::size_t checks,
            service::Transition transition = {})
      : spec_(make_spec(roles, checks)) {
    for (const RoleSpec& role : spec_->roles) {
      keepers_.emplace_back(std::shared_ptr<const RoleSpec>(spec_, &role), node_, now);
    }
    if (!transition.role.empty()) {
      history_.add(std::make_shared<const service::Transition>(std::move(transition)));
    }
  }

  void tell(std::size_t role, const RoleInput& input) {
    recent_.record(input, keepers_[role].take(input, now));
  }
  void see(std::size_t role, std::size_t check, Outcome outcome, std::string detail = "") {
    const Reason reason = outcome == Outcome::pass   ? Reason::ok
                          : outcome == Outcome::fail ? Reason::status_unexpected
                                                     : Reason::iis_timeout;
    const HttpPhases phases{.connect = std::chrono::milliseconds(1),
                            .processing = std::chrono::milliseconds(11)};
    tell(role, Observed{check,
                        {.outcome = outcome,
                         .reason = reason,
                         .detail = std::move(detail),
                         .duration = std::chrono::milliseconds(12),
                         .time = now,
                         .http = HttpEvidence{.phases = phases, .status = 500}}});
  }
  void turn(std::size_t role, std::size_t check, Outcome outcome, const std::string& detail = "") {
    for (int i = 0; i < 3; ++i) see(role, check, outcome, detail);
  }

  service::HttpReply get(std::string_view target = "/", std::string_view if_none_match = "") {
    return page_({.target = target, .if_none_match = if_none_match});
  }

  Instant now{TimePoint(std::chrono::hours(1)), WallTime(std::chrono::seconds(1'700'000'000))};
  std::uint64_t dropped = 0;
  service::LookLag lag;
  service::RequestCounters requests{};

 private:
  static std::shared_ptr<const NodeSpec> make_spec(const std::vector<std::string>& roles,
                                                   std::size_t checks) {
    auto spec = std::make_shared<NodeSpec>();
    for (const std::string& name : roles) {
      RoleSpec& role = spec->roles.emplace_back();
      role.name = name;
      role.rules.grace = {};
      for (std::size_t i = 0; i < checks; ++i) {
        role.checks.push_back({.name = "check" + std::to_string(i),
                               .cadence = {},
                               .thresholds = {},
                               .target = HttpTarget{}});
      }
    }
    return spec;
  }

  const std::shared_ptr<const NodeSpec> spec_;
  NodeHealth node_;
  std::deque<RoleKeeper> keepers_;
  service::History history_;
  service::RecentResults recent_{*spec_};
  service::HttpHandler page_ =
      service::make_page({.node = node_,
                          .history = history_,
                          .recent = recent_,
                          .clock = [this] { return now; },
                          .agent = {.host = "NODE<1>",
                                    .started = now,
                                    .pipe_requests = requests,
                                    .look_lag = lag,
                                    .journal_dropped = [this] { return dropped; }}});
};

inline std::string header(const service::HttpReply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace deepalive::testing
