#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace deepalive::config {

// What a configuration may take in from outside; passed in, so that a test needs neither variables
// nor files.
struct Environment {
  // The variable's value in UTF-8, null when it is not set.
  std::function<std::optional<std::string>(const std::string& name)> variable;
  // The bytes of a regular file of at most `limit` bytes; Error::where says in words why there are
  // none.
  std::function<Result<std::string>(const std::filesystem::path& file, std::size_t limit)> file;
  // Who else may read such a file, file_exposure(); none = nobody tells.
  std::function<std::string(const std::filesystem::path& file)> exposure{};
  // The secret of ${dpapi:…}, unprotect_secret(); none = there are no such secrets.
  std::function<Result<std::string>(std::string_view base64)> unprotect{};
};

// This process's own.
Environment system_environment();

// Text of a configuration is UTF-8 on every platform; so are the paths in it.
std::filesystem::path path_from_utf8(const std::string& text);
std::string utf8_from_path(const std::filesystem::path& path);

}  // namespace deepalive::config
