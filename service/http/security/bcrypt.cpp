#include "service/http/security/bcrypt.h"

#include <openssl/crypto.h>

#include <string_view>
#ifdef _WIN32
// Solar Designer's crypt_blowfish as musl has it (cmake/cross_deps.sh).
extern "C" char* __crypt_blowfish(const char* key, const char* setting, char* output);
#else
#include <crypt.h>

#include <memory>
#endif

namespace deepalive::service {

bool bcrypt_matches(const std::string& password, const std::string& hash) {
  if (password.find('\0') != password.npos) return false;
#ifdef _WIN32
  char output[64];
  const char* made = __crypt_blowfish(password.c_str(), hash.c_str(), output);
#else
  const auto data = std::make_unique<crypt_data>();  // 32 KiB, zeros
  const char* made = crypt_r(password.c_str(), hash.c_str(), data.get());
#endif
  return made != nullptr && std::string_view(made).size() == hash.size() &&
         CRYPTO_memcmp(made, hash.data(), hash.size()) == 0;
}

}  // namespace deepalive::service
