#include "tests/windows/standins/standin_world.h"

#include <atomic>

namespace deepalive::standins::test {

std::wstring unique_path(const wchar_t* suffix) {
  static std::atomic<int> counter{0};
  wchar_t folder[MAX_PATH];
  GetTempPathW(MAX_PATH, folder);
  return std::wstring(folder) + L"standin-" + std::to_wstring(GetCurrentProcessId()) + L"-" +
         std::to_wstring(++counter) + suffix;
}

StandinWorld::StandinWorld()
    : path_(unique_path(L".world")), world_(World::open(path_, World::Mode::create)) {
  SetEnvironmentVariableW(World::kVariable, path_.c_str());
}

StandinWorld::~StandinWorld() {
  SetEnvironmentVariableW(World::kVariable, nullptr);
  world_.reset();
  DeleteFileW(path_.c_str());
}

std::wstring standin_file(const std::wstring& name) { return STANDIN_FOLDER L"\\" + name; }

Finished run_standin(const std::wstring& program, const std::wstring& arguments) {
  Finished finished;
  // A file and no pipe: Wine's desktop process, which a child may start, inherits its output, and
  // a pipe would not end before that does.
  const std::wstring output = unique_path(L".out");
  SECURITY_ATTRIBUTES inherited{sizeof(inherited), nullptr, TRUE};
  HANDLE file = CreateFileW(output.c_str(), GENERIC_READ | GENERIC_WRITE,
                            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &inherited,
                            CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE, nullptr);
  STARTUPINFOW startup{};
  startup.cb = sizeof(startup);
  startup.dwFlags = STARTF_USESTDHANDLES;
  startup.hStdOutput = file;
  startup.hStdError = file;
  PROCESS_INFORMATION process{};
  std::wstring command = L"\"" + standin_file(program) + L"\" " + arguments;
  if (CreateProcessW(nullptr, command.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup,
                     &process)) {
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &finished.exit_code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
  } else {
    ADD_FAILURE() << "cannot start a stand-in, error " << GetLastError();
  }
  SetFilePointer(file, 0, nullptr, FILE_BEGIN);
  char buffer[4096];
  DWORD size = 0;
  while (ReadFile(file, buffer, sizeof(buffer), &size, nullptr) && size > 0) {
    finished.output.append(buffer, size);
  }
  CloseHandle(file);
  return finished;
}

}  // namespace deepalive::standins::test
