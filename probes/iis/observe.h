#pragma once

#include "core/observation.h"
#include "core/result.h"
#include "core/spec.h"
#include "core/time.h"
#include "probes/iis/iis_state.h"
#include "probes/service/service_state.h"

// What a reading says about one check. Pure. An observation of what was read has the reading's own
// time and duration; `now` and `took` are for a reading that failed.
//
// Started passes. Starting, stopping and stopped fail: whoever asks needs an answer to requests,
// not to intentions. Unknown, unreadable and everything that failed as a whole is indeterminate.
namespace deepalive::probes {

Observation observe_site(const Result<IisState>& reading, const SiteTarget& target, Instant now,
                         Duration took = {});

// Of several pools (those that the sites use) the worst decides and is named.
Observation observe_app_pool(const Result<IisState>& reading, const AppPoolTarget& target,
                             Instant now, Duration took = {});

Observation observe_service(const Result<ServiceState>& reading, const ServiceTarget& target,
                            Instant now, Duration took = {});

// Whether requests of the role's sites are answered by this application pool.
bool uses_pool(const IisState& reading, const RoleSpec& role, std::string_view app_pool);

}  // namespace deepalive::probes
