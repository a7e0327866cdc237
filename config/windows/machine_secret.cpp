#include "config/machine_secret.h"

// clang-format off
#include <windows.h>
#include <dpapi.h>
#include <wincrypt.h>
// clang-format on

#include <algorithm>
#include <string>

namespace deepalive::config {
namespace {

// What is encrypted with another word does not open. Never changes: what was encrypted stays good.
constexpr std::string_view kEntropy = "DeepAlive configuration secret, version 1";

DATA_BLOB blob_of(std::string_view bytes) {
  return {static_cast<DWORD>(bytes.size()),
          reinterpret_cast<BYTE*>(const_cast<char*>(bytes.data()))};
}

// Windows' memory, as a string of ours; nothing of it is left there.
std::string take(const DATA_BLOB& blob) {
  const std::string bytes(reinterpret_cast<const char*>(blob.pbData), blob.cbData);
  SecureZeroMemory(blob.pbData, blob.cbData);
  LocalFree(blob.pbData);
  return bytes;
}

Error failed(std::string_view what) {
  const DWORD code = GetLastError();
  return {Reason::internal_error, static_cast<std::int64_t>(code),
          std::string(what) + " (error " + std::to_string(code) + ")"};
}

}  // namespace

Result<std::string> protect_secret(std::string_view secret, SecretScope scope) {
  DATA_BLOB plain = blob_of(secret);
  DATA_BLOB entropy = blob_of(kEntropy);
  DATA_BLOB encrypted{};
  const DWORD flags = CRYPTPROTECT_UI_FORBIDDEN |
                      (scope == SecretScope::machine ? CRYPTPROTECT_LOCAL_MACHINE : DWORD{0});
  if (!CryptProtectData(&plain, L"DeepAlive", &entropy, nullptr, nullptr, flags, &encrypted)) {
    return failed("Windows did not encrypt it");
  }
  const std::string bytes = take(encrypted);
  const auto* data = reinterpret_cast<const BYTE*>(bytes.data());
  const auto size = static_cast<DWORD>(bytes.size());
  constexpr DWORD kOneLine = CRYPT_STRING_BASE64 | CRYPT_STRING_NOCRLF;
  DWORD length = 0;
  if (!CryptBinaryToStringA(data, size, kOneLine, nullptr, &length)) {
    return failed("Windows did not write it as base64");
  }
  std::string text(length, '\0');
  if (!CryptBinaryToStringA(data, size, kOneLine, text.data(), &length)) {
    return failed("Windows did not write it as base64");
  }
  text.resize(length);
  // Wine's one line has an end.
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  return text;
}

Result<std::string> unprotect_secret(std::string_view base64) {
  DWORD size = 0;
  const auto length = static_cast<DWORD>(base64.size());
  if (!CryptStringToBinaryA(base64.data(), length, CRYPT_STRING_BASE64, nullptr, &size, nullptr,
                            nullptr)) {
    return failed("is no base64; make it anew with: deepalive config protect");
  }
  std::string bytes(size, '\0');
  if (!CryptStringToBinaryA(base64.data(), length, CRYPT_STRING_BASE64,
                            reinterpret_cast<BYTE*>(bytes.data()), &size, nullptr, nullptr)) {
    return failed("is no base64; make it anew with: deepalive config protect");
  }
  bytes.resize(size);
  DATA_BLOB encrypted = blob_of(bytes);
  DATA_BLOB entropy = blob_of(kEntropy);
  DATA_BLOB plain{};
  if (!CryptUnprotectData(&encrypted, nullptr, &entropy, nullptr, nullptr,
                          CRYPTPROTECT_UI_FORBIDDEN, &plain)) {
    return failed(
        "cannot be decrypted here: it is of another machine, of another account (--user), or "
        "damaged; make it anew with: deepalive config protect");
  }
  return take(plain);
}

}  // namespace deepalive::config
