#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>

#include "config/schema/reference.h"
#include "config/schema/schema.h"
#include "service/commands/exit_codes.h"
#include "tests/servers/temporary_folder.h"
#include "tests/servers/typed.h"

namespace deepalive::service {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using testing::type;
using testing::Typed;

// What is piped into the command.
class Piped {
 public:
  explicit Piped(std::string text)
      : text_(std::move(text)), before_(std::cin.rdbuf(text_.rdbuf())) {}
  ~Piped() {
    std::cin.rdbuf(before_);
    std::cin.clear();
  }
  Piped(const Piped&) = delete;
  Piped& operator=(const Piped&) = delete;

 private:
  std::istringstream text_;
  std::streambuf* before_;
};

TEST(ConfigSchema, IsPrintedOfEachKindOfFile) {
  EXPECT_EQ(type({"config", "schema"}).out, config::json_schema(config::Document::configuration));
  EXPECT_EQ(type({"config", "schema", "web"}).out, config::json_schema(config::Document::web));
  EXPECT_EQ(type({"config", "reference"}).out, config::reference());
  EXPECT_EQ(type({"config", "schema", "iis"}).code, kBadCommandLine);
}

TEST(ConfigSchema, IsWrittenWhereOutSays) {
  const testing::TemporaryFolder folder;
  const std::string file = (folder.path() / "s.json").string();
  const Typed written = type({"config", "schema", "--out", file});
  EXPECT_EQ(written.code, kOk) << written.err;
  EXPECT_EQ(written.out, "Wrote " + file + ".\n");
  std::ifstream stream(file, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}),
            config::json_schema(config::Document::configuration));
  const Typed refused = type({"config", "schema", "--out", (folder.path() / "a" / "b").string()});
  EXPECT_EQ(refused.code, kFailed);
  EXPECT_THAT(refused.err, HasSubstr("--out"));
}

TEST(ConfigProtect, WithoutASecretThatFitsSaysWhatToDo) {
  const auto typed_with = [](const std::string& text) {
    const Piped piped(text);
    return type({"config", "protect"});
  };
  for (const std::string& text : {std::string(), std::string("\n")}) {
    const Typed outcome = typed_with(text);
    EXPECT_EQ(outcome.code, kFailed);
    EXPECT_THAT(outcome.err, HasSubstr("type it, or pipe it in"));
  }
  EXPECT_THAT(typed_with(std::string(70'000, 'x') + "\n").err, HasSubstr("64 KiB, the limit"));
  for (const std::string& text : {std::string("a\tb\n"), std::string("\xFC\n")}) {
    const Typed outcome = typed_with(text);
    EXPECT_EQ(outcome.code, kFailed);
    EXPECT_THAT(outcome.err, HasSubstr("not one line of text in UTF-8"));
  }
}

TEST(ConfigProtect, PrintsAReferenceOnWindowsAndSaysWhyNotElsewhere) {
  const Piped piped("hunter2\n");
  const Typed outcome = type({"config", "protect"});
  EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("hunter2")));
#ifdef _WIN32
  ASSERT_EQ(outcome.code, kOk) << outcome.err;
  ASSERT_THAT(outcome.out, StartsWith("${dpapi:"));
  const testing::TemporaryFolder folder;
  folder.write("deepalive.yaml",
               "roles: {r: {checks: [{name: c, http: {url: 'http://a/', auth: {bearer: '" +
                   outcome.out.substr(0, outcome.out.find('\n')) + "'}}}]}}");
  const std::string file = (folder.path() / "deepalive.yaml").string();
  EXPECT_EQ(type({"config", "check", file}).code, kOk);
  EXPECT_THAT(type({"config", "show", file}).out,
              AllOf(HasSubstr("bearer: '${dpapi:***}'"), Not(HasSubstr("hunter2"))));
#else
  EXPECT_EQ(outcome.code, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("works on Windows only"));
  EXPECT_EQ(outcome.out, "");
#endif
}

}  // namespace
}  // namespace deepalive::service
