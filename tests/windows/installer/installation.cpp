#include "tests/windows/installer/installation.h"

#include <msi.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"
#include "service/windows/scm.h"
#include "tests/servers/temporary_folder.h"

namespace deepalive::testing {
namespace {

namespace fs = std::filesystem;
using windows::Handle;
using windows::to_utf8;
using windows::to_wide;

constexpr wchar_t kUpgradeCode[] = L"{6C1E5B0E-3A0C-4D0E-9B67-0C7C2F9D4A11}";
constexpr DWORD kMinute = 60'000;
constexpr wchar_t kEnvironment[] =
    L"SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";

std::vector<std::wstring> products() {
  std::vector<std::wstring> codes;
  wchar_t code[39];
  for (DWORD i = 0; MsiEnumRelatedProductsW(kUpgradeCode, 0, i, code) == ERROR_SUCCESS; ++i) {
    codes.emplace_back(code);
  }
  return codes;
}

fs::path variable(const wchar_t* name) {
  wchar_t text[MAX_PATH];
  const DWORD size = GetEnvironmentVariableW(name, text, MAX_PATH);
  if (size == 0 || size >= MAX_PATH) throw std::runtime_error("a variable is not set");
  return text;
}

bool has_key(const std::wstring& key) {
  HKEY opened = nullptr;
  const bool there = RegOpenKeyExW(HKEY_LOCAL_MACHINE, key.c_str(), 0, KEY_READ, &opened) == 0;
  if (there) RegCloseKey(opened);
  return there;
}

}  // namespace

std::string read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

Ended run_to_end(const std::string& command) {
  const TemporaryFolder folder;
  const fs::path output = folder.path() / "output";
  SECURITY_ATTRIBUTES inherited{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
  Handle file(CreateFileW(output.c_str(), GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                          &inherited, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
  STARTUPINFOW startup{};
  startup.cb = sizeof(startup);
  startup.dwFlags = STARTF_USESTDHANDLES;
  startup.hStdOutput = startup.hStdError = file.get();
  PROCESS_INFORMATION process{};
  std::wstring line = to_wide(command);
  if (!CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup,
                      &process)) {
    throw std::runtime_error("cannot be run, error " + std::to_string(GetLastError()) + ": " +
                             command);
  }
  const Handle thread(process.hThread);
  const Handle running(process.hProcess);
  file.reset();
  Ended ended;
  if (WaitForSingleObject(running.get(), kMinute) != WAIT_OBJECT_0) {
    TerminateProcess(running.get(), WAIT_TIMEOUT);
    WaitForSingleObject(running.get(), kMinute);
  }
  GetExitCodeProcess(running.get(), &ended.code);
  ended.output = read_file(output);
  return ended;
}

fs::path Installation::program_folder() { return variable(L"ProgramFiles") / "DeepAlive"; }
fs::path Installation::data_folder() { return variable(L"ProgramData") / "DeepAlive"; }

std::string Installation::versions() {
  std::string versions;
  for (const std::wstring& product : products()) {
    wchar_t text[64];
    DWORD size = 64;
    if (MsiGetProductInfoW(product.c_str(), INSTALLPROPERTY_VERSIONSTRING, text, &size) == 0) {
      versions += (versions.empty() ? "" : " ") + to_utf8(text);
    }
  }
  return versions;
}

std::string Installation::service_state() {
  const auto description =
      service::describe_service(*service::make_scm_api(), std::string(service::kServiceName));
  return description ? std::string(to_name(description->status.phase)) : "absent";
}

std::string Installation::service_start() {
  const auto description =
      service::describe_service(*service::make_scm_api(), std::string(service::kServiceName));
  return description ? description->start_type : "";
}

void Installation::set_service_start(DWORD start_type) {
  const windows::ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  const windows::ServiceHandle service(
      OpenServiceW(manager.get(), to_wide(service::kServiceName).c_str(), SERVICE_CHANGE_CONFIG));
  if (!ChangeServiceConfigW(service.get(), SERVICE_NO_CHANGE, start_type, SERVICE_NO_CHANGE,
                            nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr)) {
    throw std::runtime_error("the start type cannot be set");
  }
}

bool Installation::is_in_path() {
  std::vector<wchar_t> text(32'768);
  DWORD size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  if (RegGetValueW(HKEY_LOCAL_MACHINE, kEnvironment, L"PATH",
                   RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND, nullptr, text.data(),
                   &size) != ERROR_SUCCESS) {
    return false;
  }
  return std::wstring(text.data()).find(program_folder().wstring()) != std::wstring::npos;
}

void Installation::clean() {
  for (const std::wstring& product : products()) {
    run_to_end("msiexec /x " + to_utf8(product) + " /qn REMOVE_DATA=1");
  }
  (void)service::uninstall_service(*service::make_scm_api(), std::string(service::kServiceName));
  std::error_code ignored;
  fs::remove_all(program_folder(), ignored);
  fs::remove_all(data_folder(), ignored);
}

std::vector<std::string> Installation::traces() {
  std::vector<std::string> traces;
  if (!versions().empty()) traces.push_back("installed: " + versions());
  if (service_state() != "absent") traces.push_back("the service is " + service_state());
  for (const fs::path& folder : {program_folder(), data_folder()}) {
    if (!fs::exists(folder)) continue;
    traces.push_back("the folder " + folder.string());
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      traces.push_back("  " + entry.path().string());
    }
  }
  for (const wchar_t* key :
       {L"Software\\DeepAlive", L"Software\\Classes\\DeepAlive.Cluster",
        L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\DeepAlive"}) {
    if (has_key(key)) traces.push_back("the key " + to_utf8(key));
  }
  if (is_in_path()) traces.push_back("the entry in PATH");
  return traces;
}

}  // namespace deepalive::testing
