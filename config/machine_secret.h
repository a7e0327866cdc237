#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace deepalive::config {

enum class SecretScope : std::uint8_t {
  machine,  // every account of this machine can decrypt it
  user,     // only the account that encrypted it, here or where its profile roams to
};

// Encrypts text by Windows' data protection (DPAPI), for ${dpapi:…}; base64 in one line. A fixed
// word of ours goes into it, so that what other programs have encrypted is not taken for ours; that
// is no secret and keeps nobody out. Elsewhere than on Windows an error. Any thread.
Result<std::string> protect_secret(std::string_view secret, SecretScope scope);

// The text; Error::where says in words why there is none. The scope is within.
Result<std::string> unprotect_secret(std::string_view base64);

}  // namespace deepalive::config
