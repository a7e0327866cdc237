#pragma once

#include <cstddef>
#include <string_view>

#include "core/observation.h"
#include "probes/http/expectation.h"

namespace deepalive::probes {

inline constexpr std::size_t kMaxKeptBody = 1024;  // bytes

// What may be shown of a response to anybody: the values of headers that may hold secrets (cookies,
// tokens, whatever has to do with authentication) are masked, and so is what stands behind a '?' in
// Location. The body is shown as it is, up to kMaxKeptBody.
HttpResponseStart response_start(const ResponseHead& head, std::string_view body);

}  // namespace deepalive::probes
