#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "config/load.h"

namespace deepalive::config {

// An environment that a test fills. Copies into functions: it may end before them.
struct FakeEnvironment {
  std::map<std::string, std::string> variables{};
  std::map<std::string, std::string> files{};      // by their name in the configuration's folder
  std::map<std::string, std::string> exposures{};  // what is to be said of such files
  std::map<std::string, std::string> secrets{};    // by what stands in ${dpapi:…}

  Environment environment() const;
};

// Where the configurations of these tests stand; absolute on every platform, and not there.
std::filesystem::path config_folder();
std::string in_config_folder(std::string_view relative);

// Where DEEPALIVE_KEEP_CONFIGURATIONS names a folder, a text that has loaded is written there, for
// tests in other languages: tests/schema.
void keep_good(std::string_view yaml_text, const std::string& ending);

Loaded load_text(std::string_view yaml_text, const FakeEnvironment& fake = {});

// The spec of a text that must load; an empty one, and a failed test, if it does not.
NodeSpec spec_of(std::string_view yaml_text, const FakeEnvironment& fake = {});

// format_problems() without the file's name: "3:5: error: roles: …" lines.
std::string problems_of(std::string_view yaml_text, const FakeEnvironment& fake = {});

// The role's check of this name; fails the test if there is none.
CheckSpec check_of(const RoleSpec& role, std::string_view name);

// Everything in a spec as text, written independently of show(), so that two specs can be compared.
std::string describe(const NodeSpec& spec);

}  // namespace deepalive::config
