#include "service/http/security/crypt_text.h"

#include <array>

// Solar Designer's crypt_blowfish as musl has it (cmake/cross_deps.sh).
extern "C" char* __crypt_blowfish(const char* key, const char* setting, char* output);

namespace deepalive::service {

std::string crypt_text(const std::string& password, const std::string& setting) {
  std::array<char, 64> output{};
  const char* made = __crypt_blowfish(password.c_str(), setting.c_str(), output.data());
  return made == nullptr ? std::string() : std::string(made);
}

}  // namespace deepalive::service
