#pragma once

#include "config/reading/value.h"
#include "config/web/web_config.h"

namespace deepalive::config {

// tls_server_config.
void read_web_tls(const Value& value, WebTls& tls);

}  // namespace deepalive::config
