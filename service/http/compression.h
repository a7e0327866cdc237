#pragma once

#include <string>
#include <string_view>

#include "service/http/exchange.h"

namespace deepalive::service {

// Whether a client that sent this Accept-Encoding wants gzip, at least as much as the text as it is
// (RFC 9110, 12.5.3). What cannot be read of it counts as not said.
bool wants_gzip(std::string_view accept_encoding);

// The text as one gzip file, made as quickly as zlib can.
std::string gzipped(std::string_view text);

// The same replies; big ones are compressed for clients that want it.
HttpHandler compressing(HttpHandler handler);

}  // namespace deepalive::service
