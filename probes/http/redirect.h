#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "core/spec.h"

namespace deepalive::probes {

// 301, 302, 303, 307 and 308: those that say where to look instead.
bool is_redirect(unsigned status);

// Where a Location leads from `base`, both as URLs (RFC 3986, section 5.2; without the fragment).
// The error says what is wrong with it.
Result<std::string> resolve_location(std::string_view base, std::string_view location);

// What to ask for after such an answer. Another host, or one that is not asked over TLS any more,
// gets no credentials, no cookies and none of our connect_to; a POST becomes a GET as in browsers.
// A connection to anything but the same scheme, host and port is not kept.
HttpTarget redirected(HttpTarget target, unsigned status, std::string url);

}  // namespace deepalive::probes
