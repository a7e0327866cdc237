#pragma once

#include <string>

namespace deepalive::service {

// Whether a password gives this bcrypt hash ("$2y$10$…", see config::is_bcrypt_hash). Takes tens of
// milliseconds or, with higher costs, seconds. Of a password only the first 72 bytes count, which
// is bcrypt's own limit; one with a NUL in it never matches.
bool bcrypt_matches(const std::string& password, const std::string& hash);

}  // namespace deepalive::service
