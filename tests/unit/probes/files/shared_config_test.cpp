#include "probes/files/shared_config.h"

#include <gtest/gtest.h>

#include "tests/servers/temporary_folder.h"

namespace deepalive::probes {
namespace {

constexpr const char* kApplicationHost = R"(<?xml version="1.0" encoding="UTF-8"?>
<!-- of the farm -->
<configuration>
  <system.applicationHost>
    <sites><site name="Shop" id="1" /></sites>
  </system.applicationHost>
</configuration>
)";

std::string redirection_to(const std::string& path, const std::string& enabled = "true") {
  return "\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<configuration>\n"
         "  <configSections><section name=\"configurationRedirection\" /></configSections>\n"
         "  <configurationRedirection enabled=\"" +
         enabled + "\" path=\"" + path + "\" userName=\"CONTOSO\\web\" password=\"[enc:x]\" />\n" +
         "</configuration>";
}

std::string told(const Finding& finding) {
  return std::string(to_name(finding.outcome)) + " " + std::string(to_name(finding.reason)) +
         (finding.degraded ? " degraded" : "") + ": " + finding.detail;
}

std::string problem_of(const std::string& xml) {
  const auto problem = application_host_problem(xml);
  if (!problem) return "none";
  EXPECT_EQ(problem->reason, Reason::shared_config_malformed);
  return problem->where;
}

TEST(SharedConfigFiles, ARedirectionIsRead) {
  const auto redirection = parse_redirection(redirection_to(R"(\\server\iis)", "True"));
  ASSERT_TRUE(redirection) << redirection.error().where;
  EXPECT_TRUE(redirection->enabled);
  EXPECT_EQ(redirection->path, R"(\\server\iis)");
  EXPECT_EQ(redirection->user_name, "CONTOSO\\web");
}

TEST(SharedConfigFiles, ARedirectionThatSaysNothingIsNotEnabled) {
  EXPECT_FALSE(parse_redirection("<configuration />")->enabled);
  EXPECT_FALSE(parse_redirection(redirection_to("", "false"))->enabled);
}

TEST(SharedConfigFiles, ARedirectionThatCannotBeReadIsMalformed) {
  EXPECT_EQ(parse_redirection("").error().reason, Reason::shared_config_malformed);
  EXPECT_EQ(parse_redirection("<a/>").error().where,
            "redirection.config: has no element <configuration>");
  EXPECT_EQ(parse_redirection(redirection_to("")).error().where,
            "redirection.config: is enabled and names no path");
}

TEST(SharedConfigFiles, AnApplicationHostNeedsItsSites) {
  EXPECT_EQ(problem_of(kApplicationHost), "none");
  EXPECT_EQ(problem_of("<configuration/>"),
            "applicationHost.config: has no section system.applicationHost/sites");
}

TEST(SharedConfigFiles, AFileThatIsCutOffNamesTheLine) {
  const std::string whole = kApplicationHost;
  const std::string problem = problem_of(whole.substr(0, whole.find("</system")));
  EXPECT_TRUE(problem.starts_with("applicationHost.config: line ")) << problem;
}

TEST(SharedConfigFiles, NeitherDepthNorADocumentTypeDoesHarm) {
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  EXPECT_EQ(problem_of(deep),
            "applicationHost.config: more than 100 elements within each other, the limit");
  std::string laughs =
      R"(<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;"><!ENTITY x SYSTEM "file:///etc/passwd">]>)";
  laughs +=
      "<configuration><system.applicationHost><sites>&m;&x;</sites></system.applicationHost>"
      "</configuration>";
  EXPECT_EQ(problem_of(laughs), "none");
}

TEST(SharedConfigFiles, EveryPrefixOfAGoodFileIsRefusedInWords) {
  const std::string whole = kApplicationHost;
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
    EXPECT_NE(problem_of(whole.substr(0, size)), "none") << size;
  }
}

class SharedConfigOfANode : public ::testing::Test {
 protected:
  std::string look(bool offline_files = false) {
    SharedConfigTarget target;
    target.offline_files = offline_files;
    return told(SharedConfig(node_.path().string(), target).look());
  }
  void redirect_to_share() {
    node_.write("redirection.config", redirection_to(share_.path().string()));
  }

  testing::TemporaryFolder node_;
  testing::TemporaryFolder share_;
};

TEST_F(SharedConfigOfANode, PassesWhenTheSharedFileParses) {
  redirect_to_share();
  share_.write("applicationHost.config", kApplicationHost);
  EXPECT_EQ(look(),
            "pass ok: shared configuration in '" + share_.path().string() + "' is readable");
}

TEST_F(SharedConfigOfANode, FailsWhenItIsNotShared) {
  node_.write("redirection.config", redirection_to("x", "false"));
  EXPECT_TRUE(look().starts_with("fail shared_config_off: ")) << look();
}

TEST_F(SharedConfigOfANode, CannotLookWithoutRedirectionConfig) {
  EXPECT_TRUE(look().starts_with("indeterminate shared_config_unreadable: redirection.config in '"))
      << look();
}

TEST_F(SharedConfigOfANode, FailsWhenTheShareOrTheFileIsMissing) {
  node_.write("redirection.config", redirection_to((share_.path() / "gone").string()));
  EXPECT_TRUE(look().starts_with("fail shared_config_unreadable: '")) << look();
  EXPECT_NE(look().find("which IIS reads as CONTOSO\\web"), std::string::npos);
  redirect_to_share();
  EXPECT_TRUE(look().starts_with("fail shared_config_unreadable: applicationHost.config in '"))
      << look();
}

TEST_F(SharedConfigOfANode, FailsWhenTheFileIsTooLargeOrBroken) {
  redirect_to_share();
  share_.write("applicationHost.config", "<configuration>");
  EXPECT_TRUE(look().starts_with("fail shared_config_malformed: applicationHost.config: line "))
      << look();
  share_.write("applicationHost.config", std::string(kMaxApplicationHostFile + 1, ' '));
  EXPECT_NE(look().find("is larger than 16MiB, the limit"), std::string::npos) << look();
}

TEST_F(SharedConfigOfANode, SeesThatTheFileHasChanged) {
  redirect_to_share();
  share_.write("applicationHost.config", kApplicationHost);
  const SharedConfig config(node_.path().string(), {});
  EXPECT_EQ(config.look().reason, Reason::ok);
  EXPECT_EQ(config.look().reason, Reason::ok);
  share_.write("applicationHost.config", "<configuration/>");
  EXPECT_EQ(config.look().reason, Reason::shared_config_malformed);
  EXPECT_EQ(config.look().reason, Reason::shared_config_malformed);
}

#ifndef _WIN32
TEST_F(SharedConfigOfANode, CannotTellWhetherOfflineFilesIsOnWhereThereIsNone) {
  redirect_to_share();
  share_.write("applicationHost.config", kApplicationHost);
  EXPECT_TRUE(look(true).starts_with("indeterminate shared_config_unreadable: ")) << look(true);
}
#endif

}  // namespace
}  // namespace deepalive::probes
