#pragma once

#include <string>

struct ssl_ctx_st;

namespace deepalive::probes {

// Makes a context trust the roots that this system trusts. Empty, or why it could not.
std::string add_system_roots(ssl_ctx_st* context);

}  // namespace deepalive::probes
