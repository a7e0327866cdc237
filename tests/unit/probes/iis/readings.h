#pragma once

#include <string>
#include <utility>

#include "probes/iis/iis_state.h"

// Readings for the tests of what observations they lead to.
namespace deepalive::probes {

inline constexpr Instant kNow{TimePoint{std::chrono::seconds(1000)},
                              WallTime{std::chrono::seconds(1'700'000'000)}};
inline constexpr Instant kReadingTime{TimePoint{std::chrono::seconds(900)},
                                      WallTime{std::chrono::seconds(1'699'999'900)}};
inline constexpr Duration kReadingDuration = std::chrono::milliseconds(12);

inline IisState empty_reading() {
  IisState state;
  state.time = kReadingTime;
  state.duration = kReadingDuration;
  return state;
}

inline void add_site(IisState& state, SiteState site) {
  state.site_names[site.name] = {.index = state.sites.size()};
  state.sites.push_back(std::move(site));
}

inline void add_pool(IisState& state, AppPoolState pool) {
  state.app_pool_names[pool.name] = {.index = state.app_pools.size()};
  state.app_pools.push_back(std::move(pool));
}

inline Error unreadable() { return {Reason::state_unreadable, 0x800710D8, "state (0x800710D8)"}; }

}  // namespace deepalive::probes
