#include "probes/http/root_store.h"

#include <openssl/ssl.h>

namespace deepalive::probes {

std::string add_system_roots(SSL_CTX* context) {
  if (SSL_CTX_set_default_verify_paths(context) == 1) return {};
  return "OpenSSL's default certificate folder could not be set";
}

}  // namespace deepalive::probes
