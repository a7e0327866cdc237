#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/resource/settings.h"

namespace deepalive::cluster {

std::string_view to_name(OnUnreachable policy);

// One role as its Generic Script sees it. Texts are UTF-8.
struct ScriptSettings {
  std::string role;
  std::vector<std::string> services;
  std::vector<std::string> sites;
  std::vector<std::string> app_pools;  // empty: those that the sites' applications use
  std::string program_folder;          // where deepalive.exe and deepalive_ask.exe are, each node
  std::string pipe = "deepalive";      // without \\.\pipe\ before it
  OnUnreachable on_unreachable = OnUnreachable::basic;
  std::chrono::seconds hold{30};
  std::chrono::milliseconds ask_timeout{300};
  std::chrono::seconds online_timeout{150};
  std::chrono::seconds offline_timeout{60};
};

enum class ScriptLanguage : std::uint8_t { vbscript, jscript };

// What keeps these settings from becoming a script, with the cure; nothing when they are fine.
std::optional<std::string> problem_with(const ScriptSettings& settings);

// What is wrong with a path that is to stand in a script of the cluster, with the cure; nothing
// when it is fine: absolute, on a local drive, and without what a command line would change.
std::optional<std::string> problem_with_path(std::string_view what, std::string_view path);

// The script's whole text: ASCII, lines ending in CR LF. Only for settings without a problem.
std::string generic_script(const ScriptSettings& settings, ScriptLanguage script_language);

}  // namespace deepalive::cluster
