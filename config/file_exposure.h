#pragma once

#include <filesystem>
#include <string>

namespace deepalive::config {

// Who may read a file that may hold a secret, beside those that have to, and the command that ends
// it: on Windows Everyone, Authenticated Users, Users or Guests by the file's own access list;
// elsewhere its group or others by its mode. Empty: nobody, or it could not be told. Looks at the
// file alone and not at the folders above it. Any thread; throws nothing.
std::string file_exposure(const std::filesystem::path& file);

}  // namespace deepalive::config
