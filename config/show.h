#pragma once

#include <string>

#include "config/as_written.h"
#include "core/spec.h"

namespace deepalive::config {

// The effective configuration as YAML: every default filled in, self-made checks listed by name
// with their tuning. It loads back to an equal spec unless a secret was masked.
//
// Secrets: the values of the headers Authorization, Cookie, Proxy-Authorization and X-Api-Key are
// "***". A URL, header value or body that references filled in is shown as it was written ("Bearer
// ${file:token.txt}"), which tells more than a mask and gives nothing away. References elsewhere
// (paths, names, intervals) are settings and are shown filled in.
std::string show(const NodeSpec& spec, const AsWritten& as_written);

}  // namespace deepalive::config
