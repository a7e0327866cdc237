#pragma once

#include <string>

namespace deepalive::service {

// What crypt(3) makes of a password (without a NUL) by a setting ("$2y$10$" and a salt, or a whole
// hash); the text that begins so. Empty, or something that does not begin so: the setting is none.
std::string crypt_text(const std::string& password, const std::string& setting);

}  // namespace deepalive::service
