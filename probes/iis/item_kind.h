#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "probes/iis/iis_state.h"

namespace deepalive::probes {

// Sites and application pools are treated by the same rules; this is what differs.
struct ItemKind {
  std::string_view word;
  Reason not_started;
  Reason missing;
};
inline constexpr ItemKind kSiteItem{"site", Reason::site_not_started, Reason::site_missing};
inline constexpr ItemKind kAppPoolItem{"application pool", Reason::app_pool_not_started,
                                       Reason::app_pool_missing};

// "site 'Shop'".
std::string quoted(const ItemKind& kind, std::string_view name);

// Why a name has no item: missing, with the nearest name; or state_unreadable when something kept
// the reader from seeing everything.
Error not_found_error(const ItemKind& kind, std::string_view name, const Found& found);

}  // namespace deepalive::probes
