#pragma once

#include <string>
#include <string_view>

#include "core/verdict.h"
#include "service/http/exchange.h"
#include "service/http/routes.h"

namespace deepalive::service {

// White text on this is read well: its contrast is 4.5 at least.
std::string_view badge_colour(Verdict verdict);

// A flat badge as an SVG image: what it is about, and the verdict.
std::string render_badge(std::string_view label, Verdict verdict);

// /badge/<role>.svg
HttpReply badge(const RouteSources& sources, std::string_view name);

}  // namespace deepalive::service
