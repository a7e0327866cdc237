#include "tests/windows/cluster_script/generated_script.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace deepalive::cluster::test {
namespace {

constexpr wchar_t kVariable[] = L"DEEPALIVE_TEST_ANSWERS";

std::string narrow(const std::wstring& text) { return {text.begin(), text.end()}; }

std::vector<std::string> lines_of(const std::wstring& file) {
  std::vector<std::string> lines;
  std::ifstream stream{std::filesystem::path(file)};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool is_asked_for(const std::string& name, const std::wstring& calls) {
  return narrow(L"," + calls + L",").find("," + name + ",") != std::string::npos;
}

// "LooksAlive: success, Boolean True, 12 us" gives "Boolean True", an error all of it.
std::string answer_of(const std::string& outcome) {
  const std::size_t time = outcome.rfind(", ");
  for (const char* word : {"success, ", "failure, "}) {
    if (outcome.starts_with(word)) return outcome.substr(9, time - 9);
  }
  return outcome.substr(0, time);
}

}  // namespace

AGeneratedScript::AGeneratedScript()
    : folder_(standins::test::unique_path(L" o'b & c^d (1)")),
      answers_(standins::test::unique_path(L".answers")) {
  settings_.role = "shop";
  settings_.sites = {"Shop"};
  settings_.app_pools = {"ShopPool"};
  settings_.program_folder = narrow(folder_);
  settings_.pipe = "script-" + std::to_string(GetCurrentProcessId());
  seed(
      "sites: {Other: {id: 1}, Shop: {id: 2, app_pools: [ShopPool, SidePool]}}\n"
      "app_pools: {OtherPool: {}, ShopPool: {}, SidePool: {}}\n");
  std::filesystem::create_directory(folder_);
  for (const wchar_t* name : {L"\\deepalive_ask.exe", L"\\deepalive.exe"}) {
    std::filesystem::copy_file(ANSWERING_PROGRAM, folder_ + name);
  }
  SetEnvironmentVariableW(kVariable, answers_.c_str());
  ctl(L"register --com-only");
}

AGeneratedScript::~AGeneratedScript() {
  SetEnvironmentVariableW(kVariable, nullptr);
  remove_programs();
  DeleteFileW(answers_.c_str());
}

void AGeneratedScript::remove_programs() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void AGeneratedScript::ctl(const std::wstring& words) {
  const auto done = standins::test::run_standin(L"standin_ctl.exe", words);
  ASSERT_EQ(done.exit_code, 0U) << done.output;
}

void AGeneratedScript::set_clock(const std::vector<int>& seconds) {
  std::ostringstream list;
  for (const int second : seconds) list << (list.tellp() > 0 ? ", " : "") << second;
  appended_ = GetParam() == ScriptLanguage::vbscript
                  ? "Dim clock_reads\r\n"
                    "Function Now()\r\n"
                    "  Dim seconds\r\n"
                    "  seconds = Array(" +
                        list.str() +
                        ")\r\n"
                        "  Now = CDate(40000 + seconds(clock_reads) / 86400)\r\n"
                        "  clock_reads = clock_reads + 1\r\n"
                        "End Function\r\n"
                  : "var clock_reads = 0;\r\n"
                    "function Date() {\r\n"
                    "  this.getTime = function () { return 1e12 + 1000 * [" +
                        list.str() + "][clock_reads++]; };\r\n}\r\n";
}

Seen AGeneratedScript::run(const std::wstring& calls, const std::vector<int>& exit_codes,
                           int repeat) {
  const auto problem = problem_with(settings_);
  EXPECT_FALSE(problem) << *problem;
  {
    std::ofstream numbers{std::filesystem::path(answers_)};
    for (const int code : exit_codes) numbers << code << '\n';
  }
  const std::wstring script =
      standins::test::unique_path(GetParam() == ScriptLanguage::vbscript ? L".vbs" : L".js");
  std::ofstream(std::filesystem::path(script), std::ios::binary)
      << (class_ ? class_->use_in(generic_script(settings_, GetParam()))
                 : generic_script(settings_, GetParam()))
      << appended_;
  const auto finished = standins::test::run_standin(
      L"script_host.exe", L"\"" + script + L"\" --timeout 30s --repeat " + std::to_wstring(repeat) +
                              L" --call " + calls);
  DeleteFileW(script.c_str());

  Seen seen;
  seen.calls = lines_of(answers_ + L".calls");
  seen.opened = lines_of(answers_ + L".opened");
  DeleteFileW((answers_ + L".calls").c_str());
  DeleteFileW((answers_ + L".opened").c_str());
  std::istringstream output(finished.output);
  for (std::string line; std::getline(output, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.starts_with("log ")) {
      seen.log.push_back(line.substr(4));
      continue;
    }
    const std::size_t colon = line.find(": ");
    const std::string name = line.substr(0, colon);
    if (is_asked_for(name, calls)) {
      seen.answers.push_back(answer_of(line.substr(colon + 2)));
    } else {
      EXPECT_EQ(line.find("success"), colon + 2) << finished.output;  // (load), Open, Close
    }
  }
  return seen;
}

}  // namespace deepalive::cluster::test
