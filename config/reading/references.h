#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/environment.h"

namespace deepalive::config {

// Puts ${env:NAME}, ${env:NAME:-default}, ${file:PATH} and ${dpapi:BASE64} in; $${ stands for a
// plain ${. What was put in is not looked at again. One object for one load: it remembers files,
// and bounds what all references together take in.
class References {
 public:
  // Relative paths start at folder.
  References(const Environment& environment, std::filesystem::path folder)
      : environment_(environment), folder_(std::move(folder)) {}

  // False when a reference cannot be put in: error then says why.
  bool expand(std::string_view written, std::string& expanded, std::string& error);

  const std::filesystem::path& folder() const { return folder_; }

  // What is to be said of a file that may hold a secret, once for each; empty = nothing.
  std::string exposure_of(const std::filesystem::path& file);

  // What is to be said of the files that were taken in since the last call.
  std::vector<std::string> take_warnings() { return std::exchange(warnings_, {}); }

 private:
  bool append(std::string_view reference, std::string& expanded, std::string& error);
  bool append_variable(std::string_view reference, std::string& expanded, std::string& error);
  bool append_file(std::string_view reference, std::string& expanded, std::string& error);
  bool append_secret(std::string_view reference, std::string& expanded, std::string& error);
  bool append_text(std::string_view text, std::string& expanded, std::string& error);
  bool is_exhausted(std::string& error) const;

  const Environment& environment_;
  std::filesystem::path folder_;
  std::map<std::string, std::string, std::less<>> files_;
  std::set<std::filesystem::path> told_;
  std::vector<std::string> warnings_;
  std::size_t taken_in_ = 0;
};

// Whether there is anything in it for expand().
bool has_reference(std::string_view written);

// For those who read along: what ${dpapi:…} holds is masked, since every account of the machine may
// be able to decrypt it.
std::string masked_references(std::string_view written);

// Text that expand() reads back as it is.
std::string escape_references(std::string_view text);

}  // namespace deepalive::config
