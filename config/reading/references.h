#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "config/environment.h"

namespace deepalive::config {

// Puts ${env:NAME}, ${env:NAME:-default} and ${file:PATH} in; $${ stands for a plain ${. What was
// put in is not looked at again. One object for one load: it remembers files, and bounds what all
// references together take in.
class References {
 public:
  // Relative paths start at folder.
  References(const Environment& environment, std::filesystem::path folder)
      : environment_(environment), folder_(std::move(folder)) {}

  // False when a reference cannot be put in: error then says why.
  bool expand(std::string_view written, std::string& expanded, std::string& error);

  const std::filesystem::path& folder() const { return folder_; }

 private:
  bool append(std::string_view reference, std::string& expanded, std::string& error);
  bool append_variable(std::string_view reference, std::string& expanded, std::string& error);
  bool append_file(std::string_view reference, std::string& expanded, std::string& error);
  bool append_text(std::string_view text, std::string& expanded, std::string& error);
  bool is_exhausted(std::string& error) const;

  const Environment& environment_;
  std::filesystem::path folder_;
  std::map<std::string, std::string, std::less<>> files_;
  std::size_t taken_in_ = 0;
};

// Whether there is anything in it for expand().
bool has_reference(std::string_view written);

// Text that expand() reads back as it is.
std::string escape_references(std::string_view text);

}  // namespace deepalive::config
