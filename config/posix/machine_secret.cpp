#include "config/machine_secret.h"

namespace deepalive::config {
namespace {

Error only_on_windows() {
  return {Reason::internal_error, 0,
          "works on Windows only, which keeps the key; elsewhere take ${file:PATH} or ${env:NAME}"};
}

}  // namespace

Result<std::string> protect_secret(std::string_view, SecretScope) { return only_on_windows(); }

Result<std::string> unprotect_secret(std::string_view) { return only_on_windows(); }

}  // namespace deepalive::config
