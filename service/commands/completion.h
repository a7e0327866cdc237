#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace deepalive::service {

// `deepalive complete [--next] -- WORDS…`, which the shells' scripts call and no help shows: prints
// what the last of the words may become, a line each, with a tab and a description behind it.
// --next: a word is to follow that has not been begun (not every shell hands on an empty one).
inline constexpr std::string_view kCompleteCommand = "complete";
int complete_words(const CLI::App& app, const std::vector<std::string>& arguments);

struct Candidate {
  std::string word;
  std::string description;
};

// The names of a kind (value_kind::kRole, kCheck), of the agent that the words speak of.
using NamesOf = std::function<std::vector<std::string>(std::string_view kind)>;

// What the last word may become; the others stand before it, without the program's name. Empty also
// where the shell knows better, as with files.
std::vector<Candidate> candidates(const CLI::App& app, const std::vector<std::string>& words,
                                  const NamesOf& names_of);

// The shells' scripts, which ask `complete`.
std::string_view powershell_completion();
std::string_view bash_completion();

}  // namespace deepalive::service
