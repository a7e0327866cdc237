#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace deepalive::probes {

// What a peer sent, made fit for one line of a log or page: anything but printable ASCII becomes
// '?', and what is longer than limit is cut.
std::string clean_text(std::string_view untrusted, std::size_t limit = 120);

}  // namespace deepalive::probes
