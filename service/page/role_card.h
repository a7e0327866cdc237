#pragma once

#include <cstddef>
#include <string>

#include "service/history/recent_results.h"
#include "service/page/role_view.h"

namespace deepalive::service {

struct CardOptions {
  bool open = false;            // its checks are to be seen at once
  std::size_t most_checks = 0;  // that are shown; the others are counted
};

// One role in full: verdict, root cause in words, what the cluster is answered, maintenance,
// groups, and its checks with their last results, the worst first.
void add_card(std::string& out, const RoleView& view, const RecentResults& recent, Instant now,
              CardOptions options);

// One role as a tile among many: sign, name, verdict; leads to its card.
void add_tile(std::string& out, const RoleView& view);

}  // namespace deepalive::service
