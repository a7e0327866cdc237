#include <openssl/evp.h>

#include <array>

#include "config/environment.h"
#include "service/doctor/machine.h"
#include "service/doctor/script_text.h"

namespace deepalive::service::doctor {
namespace {

constexpr std::size_t kShownBytes = 8;  // of a hash: enough to tell two files of one name apart

}  // namespace

Result<std::string> file_hash(const std::string& file) {
  const auto bytes = config::system_environment().file(config::path_from_utf8(file), kMaxScript);
  if (!bytes) return Error{Reason::path_unreadable, 0, file + ": " + bytes.error().where};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes->data(), bytes->size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    return Error{Reason::internal_error, 0, file + ": SHA-256 could not be computed"};
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "sha256:";
  for (std::size_t i = 0; i < kShownBytes; ++i) {
    text += kDigits[digest[i] >> 4U];
    text += kDigits[digest[i] & 15U];
  }
  return text;
}

}  // namespace deepalive::service::doctor
