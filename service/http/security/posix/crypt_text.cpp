#include "service/http/security/crypt_text.h"

#include <crypt.h>

#include <memory>

namespace deepalive::service {

std::string crypt_text(const std::string& password, const std::string& setting) {
  const auto data = std::make_unique<crypt_data>();  // 32 KiB, zeros
  const char* made = crypt_r(password.c_str(), setting.c_str(), data.get());
  return made == nullptr ? std::string() : std::string(made);
}

}  // namespace deepalive::service
