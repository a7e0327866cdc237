#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deepalive::service {

struct Example {
  std::string_view line;  // as it is typed, "deepalive status shop"
  std::string_view what;  // what it is for, a few words
};

// Puts examples, and exit codes where they matter ("0 pass, 1 degraded, …"), behind a command's
// help. Every command has one example at least; a test parses each of them.
void show_examples(CLI::App& command, std::initializer_list<Example> examples,
                   std::string_view exit_codes = {});

// The lines of a command's examples, read from its help.
std::vector<std::string> examples_of(const CLI::App& command);

// What the value of an option is, in the help and for completion.
namespace value_kind {
inline constexpr const char* kRole = "ROLE";           // of the agent or its configuration
inline constexpr const char* kCheck = "[ROLE/]CHECK";  // likewise
inline constexpr const char* kFile = "FILE";
inline constexpr const char* kFolder = "FOLDER";
inline constexpr const char* kDuration = "DURATION";
inline constexpr const char* kText = "TEXT";
}  // namespace value_kind

// An option that takes one of these words; the help and completion show them.
CLI::Option* takes_one_of(CLI::Option* option, const std::vector<std::string>& words);

// The commands below one that are shown, in the order in which they were added.
std::vector<const CLI::App*> shown_commands(const CLI::App& command);

// The words that lead to a command: "deepalive config check".
std::string full_name(const CLI::App& command);

// Lays out help for a screen of so many columns; null = no limit.
std::shared_ptr<CLI::Formatter> help_formatter(std::optional<std::size_t> columns);

// The reference of all commands, which docs/commands.md keeps.
std::string markdown_reference(const CLI::App& app);

}  // namespace deepalive::service
