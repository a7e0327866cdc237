#include <windows.h>

#include <bcrypt.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/standins/world/text.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

class AScript : public StandinWorld {
 protected:
  Finished run(const std::string& text, const std::wstring& calls, const wchar_t* suffix = L".vbs",
               const std::wstring& options = {}) {
    const std::wstring path = unique_path(suffix);
    std::ofstream(std::filesystem::path(path), std::ios::binary) << text;
    const Finished finished =
        run_standin(L"script_host.exe", L"\"" + path + L"\" --call " + calls + L" " + options);
    DeleteFileW(path.c_str());
    return finished;
  }

  static void expect_line(const Finished& finished, const std::string& line) {
    EXPECT_NE(finished.output.find(line), std::string::npos) << "wanted '" << line << "' in:\n"
                                                             << finished.output;
  }
};

struct Returned {
  const char* name;
  const char* value;
  DWORD exit_code;
  const char* line;
};

class AnAnswer : public AScript, public testing::WithParamInterface<Returned> {};

TEST_P(AnAnswer, IsTakenAsTheClusterTakesIt) {
  const Finished finished =
      run(std::string("Function LooksAlive()\n") + GetParam().value + "\nEnd Function\n",
          L"LooksAlive");
  EXPECT_EQ(finished.exit_code, GetParam().exit_code) << finished.output;
  expect_line(finished, std::string("LooksAlive: ") + GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    OfEachType, AnAnswer,
    testing::Values(Returned{"True", "LooksAlive = True", 0, "success, Boolean True"},
                    Returned{"False", "LooksAlive = False", 2, "failure, Boolean False"},
                    Returned{"Zero", "LooksAlive = 0", 0, "success, Integer 0"},
                    Returned{"One", "LooksAlive = 1", 2, "failure, Integer 1"},
                    Returned{"Long", "LooksAlive = 70000", 2, "failure, Long 70000"},
                    Returned{"Double", "LooksAlive = 0.5", 2, "failure, Double 0.5"},
                    Returned{"Unset", "", 0, "success, Empty"},
                    Returned{"Text", "LooksAlive = \"yes\"", 2, "failure, String yes"}),
    [](const auto& returned) { return std::string(returned.param.name); });

TEST_F(AScript, ThatFailsAtRuntimeIsAnErrorWithItsLine) {
  const Finished finished =
      run("Function LooksAlive()\n  Dim nothing_here\n  LooksAlive = nothing_here.State\n"
          "End Function\n",
          L"LooksAlive");
  EXPECT_EQ(finished.exit_code, 3U);
  expect_line(finished, "LooksAlive: error, line 3: ");
}

TEST_F(AScript, ThatDoesNotCompileIsAnError) {
  const Finished finished = run("Function LooksAlive(\n", L"LooksAlive");
  EXPECT_EQ(finished.exit_code, 3U);
  expect_line(finished, "(load): error, line ");
}

TEST_F(AScript, WithoutTheEntryPointIsAnErrorForTheRequiredOnesOnly) {
  EXPECT_EQ(run("Function LooksAlive()\nEnd Function\n", L"IsAlive").exit_code, 3U);
  EXPECT_EQ(run("Function LooksAlive()\nEnd Function\n", L"Online").exit_code, 0U);
}

TEST_F(AScript, ThatNeverReturnsIsReportedAsAHang) {
  const Finished finished = run("Function LooksAlive()\n  Do\n  Loop\nEnd Function\n",
                                L"LooksAlive", L".vbs", L"--timeout 300ms");
  EXPECT_EQ(finished.exit_code, 4U);
  expect_line(finished, "LooksAlive: hang, no answer in 300 ms");
}

TEST_F(AScript, SeesTheResourceAndNothingElse) {
  const Finished finished =
      run("Function LooksAlive()\n"
          "  Resource.LogInformation \"I am \" & Resource.Name\n"
          "  If Resource.PropertyExists(\"Url\") Then Resource.LogInformation Resource.Url\n"
          "  Resource.AddProperty \"Count\"\n"
          "  Resource.Count = 41\n"
          "  Resource.Count = Resource.Count + 1\n"
          "  Resource.LogInformation \"count \" & Resource.Count\n"
          "  Resource.RemoveProperty \"Count\"\n"
          "  If Resource.PropertyExists(\"Count\") Then Exit Function\n"
          "  On Error Resume Next\n"
          "  WScript.Sleep 1\n"
          "  LooksAlive = (Err.Number <> 0)\n"
          "End Function\n",
          L"LooksAlive", L".vbs", L"--name shop --property Url=http://x/");
  EXPECT_EQ(finished.exit_code, 0U) << finished.output;
  expect_line(finished, "log I am shop\r\n");
  expect_line(finished, "log http://x/\r\n");
  expect_line(finished, "log count 42\r\n");
}

TEST_F(AScript, LivesThroughOpenTheCallsAndCloseWithItsGlobalsKept) {
  const Finished finished =
      run("Dim calls\ncalls = 0\n"
          "Function Open()\n  Resource.LogInformation \"open\"\nEnd Function\n"
          "Function IsAlive()\n  calls = calls + 1\n  Resource.LogInformation \"call \" & calls\n"
          "  IsAlive = True\nEnd Function\n"
          "Function Close()\n  Resource.LogInformation \"close\"\nEnd Function\n",
          L"IsAlive", L".vbs", L"--repeat 2");
  EXPECT_EQ(finished.exit_code, 0U);
  const auto at = [&](const char* text) { return finished.output.find(text); };
  EXPECT_LT(at("log open"), at("log call 1"));
  EXPECT_LT(at("log call 1"), at("log call 2"));
  EXPECT_LT(at("log call 2"), at("log close"));
  EXPECT_NE(at("log close"), std::string::npos) << finished.output;
}

TEST_F(AScript, MayBeJScript) {
  const Finished finished =
      run("function LooksAlive() { Resource.LogInformation('js'); return true; }\n", L"LooksAlive",
          L".js");
  EXPECT_EQ(finished.exit_code, 0U) << finished.output;
  expect_line(finished, "LooksAlive: success, Boolean True");
}

TEST_F(AScript, HostSaysWhatIsWrongWithItsCommandLine) {
  const Finished finished = run_standin(L"script_host.exe", L"nowhere.vbs --call A --timeout soon");
  EXPECT_EQ(finished.exit_code, 64U);
  expect_line(finished, "--timeout needs a duration");
  EXPECT_EQ(run_standin(L"script_host.exe", L"nowhere.vbs --call A").exit_code, 64U);
}

class TheArticlesScript : public StandinWorld {
 protected:
  TheArticlesScript() {
    seed("sites: {Default Web Site: {id: 1}, Shop: {id: 2}}\napp_pools: {DefaultAppPool: {}}\n");
    EXPECT_EQ(run_standin(L"standin_ctl.exe", L"register --com-only").exit_code, 0U);
  }

  void ctl(const std::wstring& words) {
    const Finished done = run_standin(L"standin_ctl.exe", words);
    EXPECT_EQ(done.exit_code, 0U) << done.output;
  }

  Finished ask(const std::wstring& calls) {
    return run_standin(L"script_host.exe",
                       L"\"" ARTICLE_SCRIPT L"\" --call " + calls + L" --timeout 30s");
  }
};

TEST_F(TheArticlesScript, IsTheUnchangedOne) {
  std::ifstream file(std::filesystem::path(ARTICLE_SCRIPT), std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  UCHAR digest[32];
  BCRYPT_ALG_HANDLE sha256 = nullptr;
  ASSERT_EQ(BCryptOpenAlgorithmProvider(&sha256, BCRYPT_SHA256_ALGORITHM, nullptr, 0), 0);
  EXPECT_EQ(BCryptHash(sha256, nullptr, 0, reinterpret_cast<PUCHAR>(bytes.data()),
                       static_cast<ULONG>(bytes.size()), digest, sizeof(digest)),
            0);
  BCryptCloseAlgorithmProvider(sha256, 0);
  std::string text;
  for (const UCHAR byte : digest) {
    char pair[3];
    std::snprintf(pair, sizeof(pair), "%02x", byte);
    text += pair;
  }
  EXPECT_EQ(text, "ae688aa55a2a2b4e9751e82f5e34289a8f987443f237603149bbcc8edd423c45");
}

TEST_F(TheArticlesScript, SaysAliveOfAStartedSiteAndPool) {
  const Finished asked = ask(L"LooksAlive,IsAlive");
  EXPECT_EQ(asked.exit_code, 0U) << asked.output;
  EXPECT_NE(asked.output.find("IsAlive: success, Boolean True"), std::string::npos);
}

TEST_F(TheArticlesScript, SaysDeadOfAStoppedSite) {
  ctl(L"site \"Default Web Site\" stop");
  const Finished asked = ask(L"LooksAlive,IsAlive");
  EXPECT_EQ(asked.exit_code, 2U) << asked.output;
  EXPECT_NE(asked.output.find("log The resource failed because the Default Web Site web site is "
                              "not started."),
            std::string::npos)
      << asked.output;
}

TEST_F(TheArticlesScript, SaysDeadOfAStoppedPool) {
  ctl(L"pool DefaultAppPool stop");
  const Finished asked = ask(L"LooksAlive");
  EXPECT_EQ(asked.exit_code, 2U) << asked.output;
  EXPECT_NE(asked.output.find("Application Pool DefaultAppPool is not started."), std::string::npos)
      << asked.output;
}

TEST_F(TheArticlesScript, SaysAliveWhileTheSiteAnswersFiveHundred) {
  ctl(L"site \"Default Web Site\" answer 500");
  EXPECT_EQ(ask(L"LooksAlive,IsAlive").exit_code, 0U);
}

TEST_F(TheArticlesScript, FailsWithAnErrorWhenTheSiteIsMissing) {
  ctl(L"site \"Default Web Site\" remove");
  EXPECT_EQ(ask(L"LooksAlive").exit_code, 3U);
}

TEST_F(TheArticlesScript, HangsWithTheAdministrationApi) {
  ctl(L"fault com hang --on sections");
  const Finished asked =
      run_standin(L"script_host.exe", L"\"" ARTICLE_SCRIPT L"\" --call LooksAlive --timeout 500ms");
  EXPECT_EQ(asked.exit_code, 4U) << asked.output;
}

}  // namespace
}  // namespace deepalive::standins::test
