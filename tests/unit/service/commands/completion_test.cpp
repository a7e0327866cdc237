#include "service/commands/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/commands/command_line.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "tests/servers/temporary_folder.h"
#include "tests/servers/typed.h"

namespace deepalive::service {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::type;

std::vector<std::string> names(std::string_view kind) {
  if (kind == value_kind::kRole) return {"shop", "shop-api", "blog"};
  return {"shop/front", "blog/front"};
}

// The last word is the one to be completed.
std::vector<std::string> completed(std::vector<std::string> words) {
  Action action;
  GlobalOptions global;
  const auto app = make_command_line(action, global);
  std::vector<std::string> found;
  for (auto& one : candidates(*app, words, names)) found.push_back(std::move(one.word));
  return found;
}

TEST(Completion, KnowsTheCommandsAndThoseBelowThem) {
  EXPECT_THAT(completed({"sta"}), ElementsAre("status"));
  EXPECT_THAT(completed({""}), Contains("maintenance"));
  EXPECT_THAT(completed({"maintenance", ""}), ElementsAre("start", "end", "list"));
  EXPECT_THAT(completed({"nonsense", "sta"}), IsEmpty());
}

TEST(Completion, KnowsTheOptionsAlsoThoseOfEveryCommand) {
  EXPECT_THAT(completed({"status", "--wa"}), ElementsAre("--watch"));
  EXPECT_THAT(completed({"status", "shop", "--"}), Contains("--color"));
  EXPECT_THAT(completed({"status", "--"}), Not(Contains("--what-if")));
}

TEST(Completion, KnowsTheWordsThatAnOptionTakes) {
  EXPECT_THAT(completed({"--color", "a"}), ElementsAre("auto", "always"));
  EXPECT_THAT(completed({"status", "--color=n"}), ElementsAre("--color=never"));
  EXPECT_THAT(completed({"status", "--color", "=", "n"}), ElementsAre("never")) << "as bash has it";
  EXPECT_THAT(completed({"ask", "is"}), ElementsAre("isalive"));
  EXPECT_THAT(completed({"cluster", "register", "shop", "--mode", ""}),
              ElementsAre("dll", "script"));
}

TEST(Completion, KnowsRolesAndChecksWhereTheyAreAskedFor) {
  EXPECT_THAT(completed({"status", "sh"}), ElementsAre("shop", "shop-api"));
  EXPECT_THAT(completed({"ask", "isalive", ""}), ElementsAre("shop", "shop-api", "blog"));
  EXPECT_THAT(completed({"maintenance", "start", "--for", "30m", "bl"}), ElementsAre("blog"));
  EXPECT_THAT(completed({"probe", "shop/"}), ElementsAre("shop/front"));
  EXPECT_THAT(completed({"status", "shop", ""}), IsEmpty()) << "it takes one";
}

TEST(Completion, LeavesFilesToTheShell) {
  EXPECT_THAT(completed({"status", "--config", ""}), IsEmpty());
  EXPECT_THAT(completed({"config", "check", ""}), IsEmpty());
}

TEST(Completion, CompletesAfterHelpAsIfItWereNotThere) {
  EXPECT_THAT(completed({"help", "config", "sh"}), ElementsAre("show"));
}

TEST(CompleteCommand, PrintsWordsAndWhatTheyAreFor) {
  const auto outcome = type({"complete", "--", "completion", "powe"});
  EXPECT_EQ(outcome.code, kOk);
  EXPECT_EQ(outcome.out, "powershell\tFor PowerShell, Windows' own or 7\n");
  EXPECT_EQ(type({"complete", "--next", "--", "completion"}).out,
            type({"complete", "--", "completion", ""}).out);
  EXPECT_EQ(type({"complete", "status"}).code, kBadCommandLine);
}

TEST(CompleteCommand, AsksTheConfigurationWhereNoAgentRuns) {
  testing::TemporaryFolder folder;
  folder.write("deepalive.yaml",
               "agent: {data_dir: .}\niis: {provider: simulated, simulated_file: iis.yaml}\n"
               "roles: {shop: {sites: [Shop]}, blog: {sites: [Blog]}}\n");
  const std::string file = (folder.path() / "deepalive.yaml").string();
  EXPECT_EQ(type({"complete", "--", "status", "--config", file, "s"}).out, "shop\n");
  EXPECT_THAT(type({"complete", "--", "probe", "--config=" + file, "blog/"}).out,
              HasSubstr("blog/service-W3SVC\n"));
  EXPECT_EQ(type({"complete", "--", "status", "--config", "no-such-file.yaml", "s"}).out, "");
}

}  // namespace
}  // namespace deepalive::service
