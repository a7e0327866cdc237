#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace deepalive::service {

// <data_dir>/incidents: a file of JSON for each, named as the incident. Blocks for as long as the
// disk does.
class IncidentFolder {
 public:
  explicit IncidentFolder(std::filesystem::path data_dir);

  // Hands over all that there are, the oldest first. What cannot be read is left out and told.
  void load(const std::function<void(std::string name, std::string text)>& take,
            const std::function<void(std::string problem)>& tell) const;
  // Null: there is none of this name that can be read.
  std::optional<std::string> read(std::string_view name) const;

  // All or nothing, also if the power fails.
  std::optional<Error> save(std::string_view name, std::string_view text) const;
  void remove(std::string_view name) const;

 private:
  std::filesystem::path path_of(std::string_view name) const;

  const std::filesystem::path folder_;
};

}  // namespace deepalive::service
