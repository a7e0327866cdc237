#include "service/commands/help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <sstream>

#include "service/commands/command_line.h"
#include "service/commands/exit_codes.h"
#include "service/console/text.h"
#include "tests/servers/typed.h"

namespace deepalive::service {
namespace {

using ::testing::HasSubstr;
using testing::type;
using testing::Typed;

struct WholeLine {
  Action action;
  GlobalOptions global;
  std::unique_ptr<CLI::App> app = make_command_line(action, global);
};

void for_each_command(const CLI::App& command, const std::function<void(const CLI::App&)>& visit) {
  visit(command);
  for (const CLI::App* one : shown_commands(command)) for_each_command(*one, visit);
}

// As a shell takes the line apart, up to a pipe.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  words.erase(std::ranges::find(words, "|"), words.end());
  return words;
}

TEST(Help, HasALineForEveryCommandAndEveryOption) {
  WholeLine line;
  for_each_command(*line.app, [](const CLI::App& command) {
    EXPECT_FALSE(command.get_description().empty()) << full_name(command);
    for (const CLI::Option* option : command.get_options()) {
      if (option->get_group().empty()) continue;
      EXPECT_FALSE(option->get_description().empty())
          << full_name(command) << ' ' << option->get_name();
      EXPECT_EQ(printable(option->get_description()), option->get_description());
      const std::string kind = option->get_type_name();
      EXPECT_TRUE(option->get_type_size() == 0 || (kind != "TEXT" || option->get_name() != "role"))
          << full_name(command) << ' ' << option->get_name() << ": what is its value?";
    }
  });
}

TEST(Help, HasAnExampleForEveryCommandAndEachIsUnderstood) {
  std::vector<std::string> names;
  WholeLine line;
  for_each_command(*line.app, [&](const CLI::App& command) {
    if (!shown_commands(command).empty()) return;
    const auto examples = examples_of(command);
    EXPECT_FALSE(examples.empty()) << full_name(command) << " has no example";
    for (const std::string& example : examples) {
      EXPECT_THAT(example, ::testing::StartsWith(full_name(command)));
      auto words = words_of(example);
      words.erase(words.begin());
      std::ranges::reverse(words);
      WholeLine other;
      EXPECT_NO_THROW(other.app->parse(words)) << example;
      EXPECT_TRUE(other.action) << example << " does nothing";
    }
  });
}

TEST(Help, IsShownForEveryCommandInBothWays) {
  WholeLine line;
  for_each_command(*line.app, [](const CLI::App& command) {
    auto words = words_of(full_name(command));
    words.erase(words.begin());
    auto with_option = words;
    with_option.push_back("--help");
    words.insert(words.begin(), "help");
    const Typed by_command = type(words);
    const Typed by_option = type(with_option);
    EXPECT_EQ(by_command.code, kOk);
    EXPECT_EQ(by_option.code, kOk);
    EXPECT_THAT(by_command.out, HasSubstr("Usage: " + full_name(command)));
    EXPECT_EQ(by_command.out, by_option.out) << full_name(command);
  });
}

TEST(Help, NamesTheCommandThatWasMeant) {
  const Typed outcome = type({"help", "config", "chek"});
  EXPECT_EQ(outcome.code, kBadCommandLine);
  EXPECT_THAT(outcome.err, HasSubstr("'deepalive config chek'; did you mean 'check'?"));
}

TEST(Help, FitsTheScreen) {
  Action action;
  GlobalOptions global;
  const auto app = make_command_line(action, global, 72);
  const CLI::App* status = app->get_subcommand("status");
  std::istringstream lines(
      status->get_formatter()->make_help(status, "deepalive status", CLI::AppFormatMode::Normal));
  bool in_footer = false;
  for (std::string line; std::getline(lines, line);) {
    in_footer = in_footer || line.starts_with("Exit codes");  // lines to be copied stay whole
    EXPECT_TRUE(in_footer || display_width(line) <= 72) << line;
  }
  EXPECT_TRUE(in_footer);
}

}  // namespace
}  // namespace deepalive::service
