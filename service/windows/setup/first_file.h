#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/result.h"

// The configuration that an installation writes where there is none.
namespace deepalive::service {

// Writes it from this node's IIS (first_configuration()), waiting a minute for that at most, and
// prints what it did. A file that is there stays as it is. What was written is remembered until
// forget_first_file(), so that an installation that fails afterwards can take it back.
std::optional<Error> write_first_file(const std::filesystem::path& file, const std::string& listen);

// Removes the file that was written last, if it is remembered, and the data folder if it is empty;
// prints that.
void take_back_first_file();

void forget_first_file();

}  // namespace deepalive::service
