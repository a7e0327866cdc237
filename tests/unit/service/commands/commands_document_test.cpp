#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "service/commands/command_line.h"
#include "service/commands/completion.h"
#include "service/commands/help.h"
#include "tests/servers/document.h"

namespace deepalive::service {
namespace {

// The file is what the code makes; DEEPALIVE_WRITE_COMMANDS=1 writes it.
void hold(const char* name, const std::string& made) {
  const auto file = std::filesystem::path(DEEPALIVE_SOURCE_TREE) / name;
  if (std::getenv("DEEPALIVE_WRITE_COMMANDS") != nullptr) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << made;
  }
  EXPECT_EQ(testing::contents(file), made)
      << name << " is another one; with DEEPALIVE_WRITE_COMMANDS=1 this test writes it";
}

TEST(CommandsDocument, IsWhatTheHelpSays) {
  Action action;
  GlobalOptions global;
  hold("docs/commands.md", markdown_reference(*make_command_line(action, global)));
}

// tests/powershell parses the one, tests/integration runs the other.
TEST(CompletionScripts, AreTheGoldenOnes) {
  hold("tests/unit/service/commands/golden/completion.ps1", std::string(powershell_completion()));
  hold("tests/unit/service/commands/golden/completion.bash", std::string(bash_completion()));
}

}  // namespace
}  // namespace deepalive::service
