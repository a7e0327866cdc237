#include "tests/standins/cluster/script_node.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "tests/standins/cluster/mini_cluster.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kScriptSoon{15'000};

// Each entry point says its name and what it has counted since the script was loaded.
std::string logging_script(const std::string& is_alive = "IsAlive = True") {
  std::string text = "Dim calls\nResource.LogInformation \"loaded\"\n";
  for (const char* entry :
       {"Open", "Close", "Online", "Offline", "Terminate", "LooksAlive", "IsAlive"}) {
    text += std::string("Function ") + entry + "()\n  calls = calls + 1\n" +
            "  Resource.LogInformation \"" + entry + " \" & calls\n" +
            (std::string(entry) == "IsAlive" ? "  " + is_alive
                                             : std::string("  ") + entry + " = True") +
            "\nEnd Function\n";
  }
  return text;
}

class GenericScript : public testing::Test {
 protected:
  ~GenericScript() override {
    for (const auto& file : files_) DeleteFileW(file.c_str());
  }

  std::shared_ptr<ScriptNode> node(const std::string& text,
                                   milliseconds pending_timeout = kScriptSoon) {
    files_.push_back(unique_path(L".vbs"));
    std::ofstream(std::filesystem::path(files_.back()), std::ios::binary) << text;
    ScriptNode::Options options;
    options.script = files_.back();
    options.resource = L"shop";
    options.pending_timeout = pending_timeout;
    return std::make_shared<ScriptNode>(options);
  }

  static std::string said(ScriptNode& node) {
    std::string text;
    for (const NodeNote& note : node.take_notes()) {
      text += (text.empty() ? "" : ", ") + note.text;
    }
    return text;
  }

  std::vector<std::wstring> files_;
};

TEST_F(GenericScript, IsOpenedAndClosedWhenTheResourceIsMade) {
  EXPECT_EQ(said(*node(logging_script())), "loaded, Open 1, Close 2");
}

TEST_F(GenericScript, LivesFromOnlineToOffline) {
  const auto script = node(logging_script());
  said(*script);
  EXPECT_EQ(script->bring_online(), "");
  EXPECT_TRUE(script->looks_alive());
  EXPECT_TRUE(script->is_alive());
  EXPECT_EQ(script->take_offline(), "");
  EXPECT_EQ(said(*script), "loaded, Open 1, Online 2, LooksAlive 3, IsAlive 4, Offline 5, Close 6");
  EXPECT_EQ(script->bring_online(), "");
  EXPECT_EQ(said(*script), "loaded, Open 1, Online 2") << "nothing is kept over Offline";
}

TEST_F(GenericScript, IsLoadedForTerminateWhenItMustBe) {
  const auto script = node(logging_script());
  said(*script);
  script->terminate();
  EXPECT_EQ(said(*script), "loaded, Open 1, Terminate 2, Close 3");
  script->bring_online();
  said(*script);
  script->terminate();
  EXPECT_EQ(said(*script), "Open 3, Terminate 4, Close 5");
}

TEST_F(GenericScript, NeedsOnlyTheTwoQuestions) {
  const auto script = node(
      "Function LooksAlive()\nLooksAlive = True\nEnd Function\n"
      "Function IsAlive()\nIsAlive = False\nEnd Function\n");
  EXPECT_EQ(script->bring_online(), "");
  EXPECT_TRUE(script->looks_alive());
  EXPECT_FALSE(script->is_alive());
  EXPECT_EQ(script->take_offline(), "");
}

TEST_F(GenericScript, ThatCannotBeLoadedDoesNotComeOnline) {
  const auto script = node("Function LooksAlive(\n");
  EXPECT_NE(script->bring_online(), "");
  EXPECT_FALSE(script->is_alive());
}

TEST_F(GenericScript, FailsByARuntimeErrorAndByAMissingQuestion) {
  const auto script =
      node("Function IsAlive()\nIsAlive = True\nDim nothing_here\nnothing_here.Go\nEnd Function\n");
  EXPECT_EQ(script->bring_online(), "");
  EXPECT_FALSE(script->is_alive());
  EXPECT_FALSE(script->looks_alive());
}

TEST_F(GenericScript, WhoseOnlineFailsIsTerminated) {
  const auto script = node(
      "Function Online()\nOnline = False\nEnd Function\n"
      "Function Terminate()\nResource.LogInformation \"terminated\"\nEnd Function\n");
  said(*script);
  EXPECT_EQ(script->bring_online(), "Online returned Boolean False");
  EXPECT_EQ(said(*script), "terminated");
}

TEST_F(GenericScript, ThatHangsIsInHangModeFromThenOn) {
  const auto script = node(logging_script("Do\nLoop"), milliseconds(3000));
  ASSERT_EQ(script->bring_online(), "");
  said(*script);
  EXPECT_FALSE(script->is_alive());
  EXPECT_TRUE(script->hangs());
  std::vector<NodeNote> notes = script->take_notes();
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].event_id, 1232);
  EXPECT_FALSE(script->looks_alive());
  script->terminate();
  EXPECT_NE(script->take_offline(), "");
  EXPECT_NE(script->bring_online(), "");
  notes = script->take_notes();
  ASSERT_EQ(notes.size(), 4U);
  for (const NodeNote& note : notes) EXPECT_EQ(note.event_id, 1233) << note.text;
  EXPECT_NE(notes[1].text.find("'Terminate' will not be processed"), std::string::npos);
}

TEST_F(GenericScript, FailsOverInTheMiniCluster) {
  const auto dying = node(
      "Dim asked\nFunction LooksAlive()\nLooksAlive = False\nEnd Function\n"
      "Function IsAlive()\nasked = asked + 1\nIsAlive = (asked < 3)\nEnd Function\n");
  const auto well = node(logging_script());
  ClusterPolicy policy;
  policy.looks_alive_interval = milliseconds(20);
  policy.restart_threshold = 0;
  MiniCluster cluster({{"a", dying}, {"b", well}}, policy);
  cluster.start_on("a");
  EXPECT_TRUE(cluster.wait_online_on("b", kScriptSoon)) << cluster.story();
  const auto asked = [](const auto& view) {
    return view.count(ClusterEvent::What::looks_alive_no) == 3;
  };
  EXPECT_TRUE(cluster.wait_for(asked, kScriptSoon)) << cluster.story();
}

TEST_F(GenericScript, NeedsAFileThatIsAScript) {
  ScriptNode::Options options;
  options.script = "C:\\nowhere\\none.vbs";
  EXPECT_THROW(ScriptNode{options}, std::invalid_argument);
  options.script = "C:\\windows\\notepad.exe";
  EXPECT_THROW(ScriptNode{options}, std::invalid_argument);
}

}  // namespace
}  // namespace deepalive::standins::test
