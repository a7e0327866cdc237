#pragma once

#include <string>

namespace deepalive::service {

// Whether a password gives this bcrypt hash ("$2y$10$…", see config::is_bcrypt_hash). Takes tens of
// milliseconds or, with higher costs, seconds. Of a password only the first 72 bytes count, which
// is bcrypt's own limit; one with a NUL in it never matches.
bool bcrypt_matches(const std::string& password, const std::string& hash);

// A new hash of a password, with a salt of its own. Empty: the cost is none (4 to 31), or the
// password has more than those 72 bytes or a NUL.
std::string bcrypt_hash(const std::string& password, unsigned cost);

}  // namespace deepalive::service
