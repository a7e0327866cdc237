#include "config/environment.h"

#include <cstdlib>
#include <fstream>
#include <string_view>
#include <system_error>

#include "config/file_exposure.h"
#include "config/machine_secret.h"

namespace deepalive::config {
namespace {

std::optional<std::string> system_variable(const std::string& name) {
#ifdef _WIN32
  // The narrow environment is in the ANSI code page, and loses what that cannot write.
  const wchar_t* value = _wgetenv(path_from_utf8(name).c_str());
  if (value == nullptr) return std::nullopt;
  return utf8_from_path(std::filesystem::path(value));
#else
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
#endif
}

Result<std::string> system_file(const std::filesystem::path& file, std::size_t limit) {
  const auto fail = [](Reason reason, int code, std::string_view where) {
    return Error{reason, code, std::string(where)};
  };
  std::error_code code;
  const auto status = std::filesystem::status(file, code);
  if (status.type() == std::filesystem::file_type::not_found) {
    return fail(Reason::internal_error, code.value(), "does not exist");
  }
  if (code)
    return fail(Reason::internal_error, code.value(), "cannot be opened: " + code.message());
  // A pipe or device would block, or never end.
  if (!std::filesystem::is_regular_file(status)) {
    return fail(Reason::internal_error, 0, "is not a regular file");
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    return fail(Reason::internal_error, 0,
                "cannot be opened; does the account have the right to read it?");
  }
  std::string bytes(limit + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream.bad()) return fail(Reason::internal_error, 0, "cannot be read");
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  if (bytes.size() > limit) {
    return fail(Reason::internal_error, 0,
                "is larger than " + std::to_string(limit / 1024) + " KiB, the limit");
  }
  return bytes;
}

}  // namespace

Environment system_environment() {
  return {system_variable, system_file, file_exposure, unprotect_secret};
}

std::filesystem::path path_from_utf8(const std::string& text) {
  return std::u8string(text.begin(), text.end());
}

std::string utf8_from_path(const std::filesystem::path& path) {
  const std::u8string text = path.u8string();
  return {text.begin(), text.end()};
}

}  // namespace deepalive::config
