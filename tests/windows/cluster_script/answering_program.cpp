#include <windows.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

// Stands in for deepalive_ask.exe and deepalive.exe: the n-th call exits with the n-th number of
// the file that DEEPALIVE_TEST_ANSWERS names (the last one for all later calls), and adds its
// command line to the same name with ".calls" behind. What Open says to the agent, which a host
// calls before anything else, counts as no call: it goes to ".opened".
int WINAPI wWinMain(HINSTANCE, HINSTANCE, PWSTR, int) {
  wchar_t variable[1024];
  if (GetEnvironmentVariableW(L"DEEPALIVE_TEST_ANSWERS", variable, 1024) == 0) return 99;
  const std::filesystem::path answers(variable);
  const bool opened = std::wstring_view(GetCommandLineW()).find(L" standby ") != std::wstring::npos;
  std::filesystem::path calls = answers;
  calls += opened ? L".opened" : L".calls";

  std::size_t earlier = 0;
  std::string line;
  for (std::ifstream file(calls); std::getline(file, line);) ++earlier;
  std::ofstream file(calls, std::ios::app);
  for (const wchar_t* c = GetCommandLineW(); *c != L'\0'; ++c) {
    file << (*c < 0x80 ? static_cast<char>(*c) : '?');
  }
  file << '\n';

  if (opened) return 0;

  long code = 99;
  std::ifstream numbers(answers);
  for (std::size_t i = 0; i <= earlier && numbers >> code; ++i) {
  }
  return static_cast<int>(code);
}
