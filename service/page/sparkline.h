#pragma once

#include <span>
#include <string>

#include "service/history/recent_results.h"

namespace deepalive::service {

// The last results of a check as a picture that is read from left to right: the height of a bar is
// how long the look took, in the shades of its phases for an HTTP check; a mark below the line says
// that it did not simply pass (thick: failed; half as thick: passed, but degraded; thin: could not
// look). Its title says the same in words. Inline SVG without colours of its own.
std::string sparkline(std::span<const RecentResult> results);

// Where the time of one HTTP probe went: "connect 1 ms · processing 330 ms", each behind its shade;
// phases that took no time are left out. HTML; empty when none took any.
std::string phases_text(const HttpPhases& phases);

}  // namespace deepalive::service
