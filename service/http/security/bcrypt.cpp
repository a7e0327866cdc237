#include "service/http/security/bcrypt.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <array>
#include <string_view>

#include "service/http/security/crypt_text.h"

namespace deepalive::service {
namespace {

constexpr std::size_t kMaxPassword = 72;

// bcrypt's own base64: 16 bytes in 22 characters.
std::string salt_text(const std::array<unsigned char, 16>& salt) {
  constexpr std::string_view kAlphabet =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string text;
  unsigned bits = 0;
  int count = 0;
  for (const unsigned char byte : salt) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) text += kAlphabet[bits >> (count - 6) & 63];
  }
  return text + kAlphabet[bits << (6 - count) & 63];
}

}  // namespace

bool bcrypt_matches(const std::string& password, const std::string& hash) {
  if (password.find('\0') != password.npos) return false;
  const std::string made = crypt_text(password, hash);
  return made.size() == hash.size() && !made.empty() &&
         CRYPTO_memcmp(made.data(), hash.data(), hash.size()) == 0;
}

std::string bcrypt_hash(const std::string& password, unsigned cost) {
  if (cost < 4 || cost > 31 || password.size() > kMaxPassword ||
      password.find('\0') != password.npos) {
    return {};
  }
  std::array<unsigned char, 16> salt{};
  if (RAND_bytes(salt.data(), static_cast<int>(salt.size())) != 1) return {};
  const std::string two_digits = (cost < 10 ? "0" : "") + std::to_string(cost);
  const std::string hash = crypt_text(password, "$2y$" + two_digits + "$" + salt_text(salt));
  return hash.starts_with("$2y$") ? hash : std::string();
}

}  // namespace deepalive::service
