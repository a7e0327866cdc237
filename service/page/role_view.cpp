#include "service/page/role_view.h"

#include <algorithm>
#include <array>
#include <utility>

namespace deepalive::service {
namespace {

struct Look {
  std::string_view tone;
  std::string_view icon;
  std::string_view words;
};

// In the order of the enumeration.
constexpr std::array<Look, kStandings> kLooks = {{
    {"bad", "unhealthy", "unhealthy"},
    {"warn", "unknown", "unknown"},
    {"warn", "degraded", "degraded"},
    {"warn", "standby", "on standby and not ready"},
    {"warn", "degraded", "healthy, but LooksAlive is false"},
    {"info", "initializing", "initializing"},
    {"info", "maintenance", "in maintenance"},
    {"good", "healthy", "healthy"},
    {"idle", "standby", "on standby"},
}};

const Look& look_of(Standing standing) { return kLooks[static_cast<std::size_t>(standing)]; }

Standing standing_of(const Judgement& judgement) {
  switch (judgement.verdict) {
    case Verdict::initializing:
      return Standing::initializing;
    case Verdict::healthy:
      return judgement.answers.looks_alive ? Standing::healthy : Standing::suspect;
    case Verdict::degraded:
      return Standing::degraded;
    case Verdict::unhealthy:
      return Standing::unhealthy;
    case Verdict::unknown:
      return Standing::unknown;
    case Verdict::maintenance:
      return Standing::maintenance;
    case Verdict::standby:
      return standby_ready(judgement) ? Standing::standby : Standing::not_ready;
  }
  return Standing::unknown;
}

}  // namespace

std::string_view tone_of(Standing standing) { return look_of(standing).tone; }
std::string_view icon_of(Standing standing) { return look_of(standing).icon; }
std::string_view words_of(Standing standing) { return look_of(standing).words; }

RoleView view_of(std::shared_ptr<const RoleHealth> role, TimePoint now) {
  Judgement judgement = current(*role, now);
  const Standing standing = standing_of(judgement);
  return {std::move(role), std::move(judgement), standing};
}

std::vector<RoleView> views_of(const NodeHealth& node, TimePoint now) {
  std::vector<RoleView> views;
  for (auto& role : node.all()) views.push_back(view_of(std::move(role), now));
  std::ranges::stable_sort(views, {}, &RoleView::standing);
  return views;
}

}  // namespace deepalive::service
