#include "probes/files/content.h"

#include <gtest/gtest.h>

#include "tests/servers/temporary_folder.h"

namespace deepalive::probes {
namespace {

std::string told_of_content(const Finding& finding) {
  return std::string(to_name(finding.outcome)) + " " + std::string(to_name(finding.reason)) + ": " +
         finding.detail;
}

std::optional<std::string> variable(const std::string& name) {
  if (name == "SystemDrive") return "C:";
  return std::nullopt;
}

std::optional<Finding> by_name(const std::string& path) {
  if (path.ends_with("missing")) return Finding{.reason = Reason::path_missing, .detail = "gone"};
  if (path.ends_with("secret")) {
    return Finding::own_fault("access denied", Reason::path_unreadable);
  }
  return std::nullopt;
}

Finding look(std::vector<ContentFolder> folders) {
  FoldersBySite sites;
  sites.emplace("Shop", std::move(folders));
  return look_at_content(sites, {"Shop"}, variable, by_name);
}

TEST(Content, PassesWhenAllFoldersCanBeRead) {
  EXPECT_EQ(told_of_content(look({{"/", "C:\\a", ""}})), "pass ok: the folder can be read");
  EXPECT_EQ(told_of_content(look({{"/", "C:\\a", ""}, {"/b", "C:\\b", ""}})),
            "pass ok: all 2 folders can be read");
}

TEST(Content, NamesTheFolderThatIsMissing) {
  EXPECT_EQ(told_of_content(look({{"/", "C:\\a", ""}, {"/img", "%SystemDrive%\\missing", ""}})),
            "fail path_missing: 'C:\\missing', /img of site 'Shop': gone (1 of 2 can be read)");
}

TEST(Content, WhatTheAgentMayNotReadSaysNothingAboutTheSite) {
  EXPECT_EQ(told_of_content(look({{"/", "\\\\server\\secret", "CONTOSO\\web"}})),
            "indeterminate path_unreadable: '\\\\server\\secret', / of site 'Shop', which IIS "
            "reads as CONTOSO\\web: access denied");
}

TEST(Content, AMissingFolderOutranksOneThatCannotBeLookedAt) {
  EXPECT_EQ(look({{"/", "C:\\secret", ""}, {"/b", "C:\\missing", ""}}).reason,
            Reason::path_missing);
  EXPECT_EQ(look({{"/b", "C:\\missing", ""}, {"/", "C:\\secret", ""}}).reason,
            Reason::path_missing);
}

TEST(Content, LooksAtAFolderOnce) {
  int looks = 0;
  FoldersBySite sites;
  sites.emplace("Shop", std::vector<ContentFolder>{{"/", "C:\\a", ""}, {"/b", "C:\\a", ""}});
  look_at_content(sites, {"Shop"}, variable, [&looks](const std::string&) {
    ++looks;
    return std::optional<Finding>();
  });
  EXPECT_EQ(looks, 1);
}

TEST(Content, FoldersThatAreNotKnownSayNothing) {
  EXPECT_EQ(told_of_content(look_at_content({}, {"Shop"}, variable, by_name)),
            "indeterminate not_observed: the folders of site 'Shop' are not known yet");
  FoldersBySite sites;
  sites.emplace("Shop", Error{Reason::site_missing, 0, "no site 'Shop'"});
  EXPECT_EQ(told_of_content(look_at_content(sites, {"Shop"}, variable, by_name)),
            "indeterminate site_missing: the folders of site 'Shop' are not known: no site 'Shop'");
  EXPECT_EQ(told_of_content(look({})), "indeterminate path_unreadable: site 'Shop' has no folder");
}

TEST(Content, AVariableThatIsNotSetIsNoMissingFolder) {
  EXPECT_EQ(told_of_content(look({{"/", "%WebRoot%\\shop", ""}})),
            "indeterminate path_unreadable: '%WebRoot%\\shop': the environment variable WebRoot is "
            "not set");
}

TEST(Content, PercentSignsThatAreNoVariableStay) {
  EXPECT_EQ(*expand_variables("C:\\100%\\a", variable), "C:\\100%\\a");
  EXPECT_EQ(*expand_variables("C:\\%%\\a", variable), "C:\\%%\\a");
  EXPECT_EQ(*expand_variables("%SystemDrive%\\%SystemDrive%", variable), "C:\\C:");
}

TEST(Content, AFolderOfThisMachineIsThereAndAFileIsNone) {
  const testing::TemporaryFolder folder;
  folder.write("file", "x");
  std::filesystem::create_directory(folder.path() / "empty");
  EXPECT_FALSE(folder_problem(folder.path().string()));
  EXPECT_FALSE(folder_problem((folder.path() / "empty").string()));
  for (const char* name : {"file", "nothing", "file/below", "no/thing"}) {
    const auto problem = folder_problem((folder.path() / name).string());
    ASSERT_TRUE(problem) << name;
    EXPECT_EQ(problem->reason, Reason::path_missing) << name << ": " << problem->detail;
    EXPECT_EQ(problem->outcome, Outcome::fail) << name;
  }
}

}  // namespace
}  // namespace deepalive::probes
