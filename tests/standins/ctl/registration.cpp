#include <windows.h>

#include <memory>

#include "tests/standins/ctl/commands.h"
#include "tests/standins/world/text.h"

namespace deepalive::standins::ctl {
namespace {

struct CloseService {
  void operator()(SC_HANDLE handle) const { CloseServiceHandle(handle); }
};
using ServiceHandle = std::unique_ptr<std::remove_pointer_t<SC_HANDLE>, CloseService>;

[[noreturn]] void fail(const std::string& what, DWORD code = GetLastError()) {
  throw WorldError(what + ": " + describe_hresult(HRESULT_FROM_WIN32(code)));
}

ServiceHandle open_manager() {
  ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_ALL_ACCESS));
  if (!manager) fail("the service control manager cannot be opened");
  return manager;
}

std::wstring beside_own(const wchar_t* file) {
  wchar_t path[MAX_PATH * 4];
  const DWORD size = GetModuleFileNameW(nullptr, path, ARRAYSIZE(path));
  const std::wstring_view own(path, size);
  return std::wstring(own.substr(0, own.rfind(L'\\') + 1)) + file;
}

DWORD state_of(SC_HANDLE service) {
  SERVICE_STATUS status{};
  if (!QueryServiceStatus(service, &status)) fail("a service's state cannot be read");
  return status.dwCurrentState;
}

void wait_for(SC_HANDLE service, DWORD state, const std::string& name) {
  const ULONGLONG deadline = GetTickCount64() + 15000;
  while (state_of(service) != state) {
    if (GetTickCount64() > deadline) fail(name + " did not get to the wanted state", WAIT_TIMEOUT);
    Sleep(10);
  }
}

void start(SC_HANDLE service, const std::string& name) {
  if (!StartServiceW(service, 0, nullptr) && GetLastError() != ERROR_SERVICE_ALREADY_RUNNING) {
    fail(name + " cannot be started");
  }
  wait_for(service, SERVICE_RUNNING, name);
}

void stop(SC_HANDLE service, const std::string& name) {
  SERVICE_STATUS status;
  if (!ControlService(service, SERVICE_CONTROL_STOP, &status) &&
      GetLastError() != ERROR_SERVICE_NOT_ACTIVE) {
    fail(name + " cannot be stopped");
  }
  wait_for(service, SERVICE_STOPPED, name);
}

void install(SC_HANDLE manager, const wchar_t* name, const wchar_t* display, DWORD start_type,
             const wchar_t* dependencies) {
  const std::wstring command = L"\"" + beside_own(L"standin_w3svc.exe") + L"\" --service " + name;
  ServiceHandle service(CreateServiceW(
      manager, name, display, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS, start_type,
      SERVICE_ERROR_NORMAL, command.c_str(), nullptr, nullptr, dependencies, nullptr, nullptr));
  if (!service && GetLastError() == ERROR_SERVICE_EXISTS) {
    service.reset(OpenServiceW(manager, name, SERVICE_ALL_ACCESS));
    if (service && !ChangeServiceConfigW(service.get(), SERVICE_NO_CHANGE, start_type,
                                         SERVICE_NO_CHANGE, command.c_str(), nullptr, nullptr,
                                         nullptr, nullptr, nullptr, nullptr)) {
      service.reset();
    }
  }
  if (!service) fail(narrow(name) + " cannot be installed");
  start(service.get(), narrow(name));
}

// W3SVC first, as it depends on WAS. `then` gets each that is installed.
template <typename Then>
void stop_services(SC_HANDLE manager, Then&& then) {
  for (const wchar_t* name : {L"W3SVC", L"WAS"}) {
    const ServiceHandle service(OpenServiceW(manager, name, SERVICE_ALL_ACCESS));
    if (!service) continue;
    stop(service.get(), narrow(name));
    then(service.get(), narrow(name));
  }
}

void call_library(const char* function) {
  const std::wstring file = beside_own(L"standin_iis.dll");
  HMODULE library = LoadLibraryW(file.c_str());
  if (library == nullptr) fail("cannot load " + narrow(file));
  using Function = HRESULT(WINAPI*)();
  const auto address =
      reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(library, function)));
  const HRESULT result = address != nullptr ? address() : E_NOINTERFACE;
  FreeLibrary(library);
  if (FAILED(result)) throw WorldError(std::string(function) + ": " + describe_hresult(result));
}

}  // namespace

bool control_real_service(const wchar_t* name, bool starting) {
  const ServiceHandle manager = open_manager();
  const ServiceHandle service(OpenServiceW(manager.get(), name, SERVICE_ALL_ACCESS));
  if (!service) return false;
  starting ? start(service.get(), narrow(name)) : stop(service.get(), narrow(name));
  return true;
}

void register_all(const Place& place, Words words) {
  static constexpr std::wstring_view kOptions[] = {L"--com-only"};
  if (!words.empty() && words[0] != kOptions[0]) wrong_word(words[0], kOptions);
  call_library("DllRegisterServer");
  if (!words.empty()) return;
  World::open(place.path);  // the services would only say that they found no world
  World::register_path(place.path);
  const ServiceHandle manager = open_manager();
  // Those of another world would go on with it.
  stop_services(manager.get(), [](SC_HANDLE, const std::string&) {});
  install(manager.get(), L"WAS", L"Windows Process Activation Service", SERVICE_DEMAND_START,
          nullptr);
  install(manager.get(), L"W3SVC", L"World Wide Web Publishing Service", SERVICE_AUTO_START,
          L"WAS\0");
}

void unregister_all() {
  const ServiceHandle manager = open_manager();
  stop_services(manager.get(), [](SC_HANDLE service, const std::string& name) {
    if (!DeleteService(service)) fail(name + " cannot be taken away");
  });
  call_library("DllUnregisterServer");
  World::unregister_path();
}

}  // namespace deepalive::standins::ctl
