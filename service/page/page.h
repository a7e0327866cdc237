#pragma once

#include <string>

#include "core/node_health.h"
#include "core/time.h"
#include "service/history/history.h"
#include "service/history/recent_results.h"
#include "service/http/exchange.h"
#include "service/page/node_sections.h"

namespace deepalive::service {

// What the page shows. All of it is read without waiting for its writers.
struct PageSources {
  const NodeHealth& node;
  const History& history;
  const RecentResults& recent;
  Clock clock;
  AgentFacts agent;
};

// The status page at /, and with ?role=<role> of one role: a whole HTML document that needs nothing
// else, shows what there is without its script, and by it follows what changes. Its size is
// bounded: of many roles, those that are well are tiles.
//
// Style and script are allowed by their hashes, nothing else is. A request that names the ETag of
// what is shown now is answered with 304; the time of the answer is not a part of that.
HttpHandler make_page(PageSources sources);

}  // namespace deepalive::service
