#include <windows.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <string>
#include <thread>

#include "tests/standins/cluster/rhs_abi.h"

// A resource DLL that keeps the rules: Online is pending on a worker, the event handle is signalled
// after the state is latched, Terminate goes beside everything. Private property: `Steps`, a DWORD,
// how many pending reports come before Online. Exports for tests: SetAlive, Linger.

using namespace deepalive::standins;

extern "C" {
LONG WINAPI ClusterRegOpenKey(HKEY, LPCWSTR, REGSAM, HKEY*);
LONG WINAPI ClusterRegCloseKey(HKEY);
LONG WINAPI ClusterRegQueryValue(HKEY, LPCWSTR, DWORD*, BYTE*, DWORD*);
DWORD WINAPI ClusterRegSetValue(HKEY, LPCWSTR, DWORD, const BYTE*, DWORD);
}

namespace {

SetResourceStatusRoutine set_status;
LogEventRoutine log_line;

struct Instance {
  ResourceHandle handle = nullptr;
  HKEY parameters = nullptr;
  HANDLE event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  HANDLE end = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  HANDLE idle = CreateEventW(nullptr, TRUE, TRUE, nullptr);  // no worker is at work
  std::atomic<bool> alive = false;
  std::thread worker;
  std::wstring name;

  void end_worker() {
    SetEvent(end);
    if (worker.joinable()) worker.join();
  }
  ~Instance() {
    end_worker();
    CloseHandle(event);
    CloseHandle(end);
    CloseHandle(idle);
    ClusterRegCloseKey(parameters);
  }
};

std::atomic<Instance*> newest = nullptr;
std::atomic<bool> lingering = false;

DWORD steps_of(const Instance& resource) {
  DWORD steps = 2;
  DWORD size = sizeof(steps);
  ClusterRegQueryValue(resource.parameters, L"Steps", nullptr, reinterpret_cast<BYTE*>(&steps),
                       &size);
  return steps;
}

void work(Instance& resource) {
  ResourceStatus status{ResourceState::online_pending, 0, 0, nullptr};
  const DWORD steps = steps_of(resource);
  while (lingering || status.check_point < steps) {
    if (WaitForSingleObject(resource.end, 5) == WAIT_OBJECT_0) return;
    ++status.check_point;
    if (set_status(resource.handle, &status) == kExitStateTerminate) return;
  }
  ResetEvent(resource.event);
  resource.alive = true;
  status.state = ResourceState::online;
  status.event = resource.event;
  set_status(resource.handle, &status);
  log_line(resource.handle, kLogInformation, L"%1!s! is online after %2!u! steps",
           resource.name.c_str(), steps);
}

ResourceId WINAPI open(LPCWSTR name, HKEY key, ResourceHandle handle) {
  auto resource = std::make_unique<Instance>();
  resource->handle = handle;
  resource->name = name;
  const LONG opened =
      ClusterRegOpenKey(key, L"Parameters", KEY_READ | KEY_SET_VALUE, &resource->parameters);
  if (opened != ERROR_SUCCESS) {
    SetLastError(static_cast<DWORD>(opened));
    return nullptr;
  }
  newest = resource.get();
  return resource.release();
}

void WINAPI close(ResourceId id) {
  newest = nullptr;
  delete static_cast<Instance*>(id);
}

DWORD WINAPI online(ResourceId id, HANDLE*) {
  auto* resource = static_cast<Instance*>(id);
  resource->end_worker();
  ResetEvent(resource->end);
  ResetEvent(resource->idle);
  resource->worker = std::thread([resource] {
    work(*resource);
    SetEvent(resource->idle);
  });
  return ERROR_IO_PENDING;
}

DWORD WINAPI offline(ResourceId id) {
  auto* resource = static_cast<Instance*>(id);
  resource->end_worker();
  resource->alive = false;
  return ERROR_SUCCESS;
}

void WINAPI terminate(ResourceId id) {
  auto* resource = static_cast<Instance*>(id);
  // Waited for and not joined: an Online beside may be about to replace the worker. One that went
  // on would report into the next Online.
  SetEvent(resource->end);
  WaitForSingleObject(resource->idle, 1000);
  resource->alive = false;
}

BOOL WINAPI ask(ResourceId id) { return static_cast<Instance*>(id)->alive; }

// Takes the one property in its one layout.
struct StepsList {
  DWORD count = 1;
  DWORD name_syntax = kSyntaxName;
  DWORD name_length = 12;
  wchar_t name[6] = L"Steps";
  DWORD value_syntax = kSyntaxDword;
  DWORD value_length = 4;
  DWORD value = 0;
  DWORD end = kSyntaxEndMark;
};
static_assert(sizeof(StepsList) == 40);

DWORD set_steps(Instance& resource, const void* in, DWORD size, bool store) {
  StepsList given;
  if (size != sizeof(given)) return ERROR_INVALID_DATA;
  std::memcpy(&given, in, size);
  StepsList wanted;
  wanted.value = given.value;
  if (std::memcmp(&given, &wanted, sizeof(given)) != 0) return ERROR_INVALID_PARAMETER;
  if (store) {
    ClusterRegSetValue(resource.parameters, L"Steps", REG_DWORD,
                       reinterpret_cast<const BYTE*>(&given.value), sizeof(given.value));
  }
  return ERROR_SUCCESS;
}

DWORD WINAPI control(ResourceId id, DWORD code, void* in, DWORD in_size, void* out, DWORD out_size,
                     DWORD* returned) {
  auto& resource = *static_cast<Instance*>(id);
  constexpr wchar_t kNames[] = L"Steps\0";
  switch (code) {
    case kUnknownCode:
      return ERROR_SUCCESS;
    case kEnumPrivateProperties:
      *returned = sizeof(kNames);
      if (out_size < sizeof(kNames)) return ERROR_MORE_DATA;
      std::memcpy(out, kNames, sizeof(kNames));
      return ERROR_SUCCESS;
    case kValidatePrivateProperties:
      return set_steps(resource, in, in_size, false);
    case kSetPrivateProperties:
      return set_steps(resource, in, in_size, true);
    default:
      return ERROR_INVALID_FUNCTION;
  }
}

DWORD WINAPI type_control(LPCWSTR, DWORD, void*, DWORD, void*, DWORD, DWORD*) {
  return ERROR_INVALID_FUNCTION;
}

FunctionTable table = {
    sizeof(FunctionTable::Functions),
    kVersion1,
    {open, close, online, offline, terminate, ask, ask, nullptr, nullptr, control, type_control}};

}  // namespace

extern "C" {

__declspec(dllexport) DWORD WINAPI
    Startup(LPCWSTR type, DWORD min, DWORD max, SetResourceStatusRoutine status,
            LogEventRoutine log, FunctionTable** functions) {
  if (kVersion1 < min || kVersion1 > max) return kRevisionMismatch;
  if (_wcsicmp(type, L"Good") != 0) return kUnknownType;
  set_status = status;
  log_line = log;
  *functions = &table;
  return ERROR_SUCCESS;
}

// What the newest resource answers from now on; dead is signalled as well.
__declspec(dllexport) void WINAPI SetAlive(BOOL alive) {
  Instance* resource = newest;
  resource->alive = alive != FALSE;
  if (!alive) SetEvent(resource->event);
}

// Whether Online stays pending.
__declspec(dllexport) void WINAPI Linger(BOOL on) { lingering = on != FALSE; }
}
