#pragma once

#include <string>

#include "core/result.h"
#include "core/spec.h"
#include "core/url.h"

namespace deepalive::probes {

// The bytes of the probe's request. Configured headers replace our own of the same name (Host too);
// those that frame the message are refused, and so is whatever would end a line early.
Result<std::string> build_request(const HttpTarget& target, const Url& url);

// Whether its connection may be kept for the next look: as is asked for, unless its request could
// not be repeated when the server closes a kept connection at that moment, or the connection itself
// is what authenticates (Negotiate).
bool may_reuse(const HttpTarget& target);

// The request with a token of Negotiate (RFC 4559).
std::string with_token(const std::string& request, const std::string& token);

}  // namespace deepalive::probes
