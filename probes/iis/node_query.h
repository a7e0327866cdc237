#pragma once

#include <string>
#include <vector>

#include "core/observation.h"
#include "core/result.h"
#include "core/spec.h"
#include "core/time.h"
#include "probes/iis/iis_state.h"
#include "probes/iis/worker_watch.h"

// Between the checks of a node and the one reading of IIS that serves them all.
namespace deepalive::probes {

// All that the checks of all roles want to know of IIS.
IisQuery query_of(const NodeSpec& node);

// The services that the checks of all roles look at, each once.
std::vector<std::string> services_of(const NodeSpec& node);

// What a reading says about a site, an application pool, or the worker processes that `watch` has
// followed so far (null for the other kinds). `now` and `took` are for a reading that failed.
Observation observe_iis(const Result<IisState>& reading, const CheckSpec& check, WorkerWatch* watch,
                        Instant now, Duration took);

}  // namespace deepalive::probes
