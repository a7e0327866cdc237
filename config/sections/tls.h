#pragma once

#include "config/reading/value.h"
#include "core/spec.h"

namespace deepalive::config {

// http.tls. Files are read when the probe is made, not here.
void read_tls(const Value& value, TlsSettings& tls);

}  // namespace deepalive::config
