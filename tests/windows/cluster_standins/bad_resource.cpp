#include <windows.h>

#include <chrono>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "tests/standins/cluster/rhs_abi.h"

// A resource DLL that breaks the one rule which its resource's name, or its type, says. Everything
// else it does well enough.

using namespace deepalive::standins;

extern "C" {
LONG WINAPI ClusterRegOpenKey(HKEY, LPCWSTR, REGSAM, HKEY*);
LONG WINAPI ClusterRegCloseKey(HKEY);
DWORD WINAPI ClusterRegSetValue(HKEY, LPCWSTR, DWORD, const BYTE*, DWORD);
}

namespace {

SetResourceStatusRoutine set_status;
LogEventRoutine log_line;
ResourceHandle closed;  // of the resource before

struct Instance {
  std::wstring fault;
  ResourceHandle handle = nullptr;
  HKEY key = nullptr;
  HANDLE event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  HANDLE end = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  std::thread worker;

  bool is(std::wstring_view what) const { return fault == what; }
};

Instance& from(ResourceId id) { return *static_cast<Instance*>(id); }

void report(Instance& resource, ResourceState state, DWORD check_point) {
  ResourceStatus status{state, check_point, 0, nullptr};
  set_status(resource.handle, &status);
}

ResourceId WINAPI open(LPCWSTR name, HKEY key, ResourceHandle handle) {
  auto* resource = new Instance;
  resource->fault = name;
  resource->handle = handle;
  resource->key = key;
  if (resource->is(L"logs for another")) log_line(closed, kLogError, L"late");
  if (resource->is(L"reports for another")) {
    ResourceStatus status{ResourceState::failed, 1, 0, nullptr};
    set_status(closed, &status);
  }
  if (resource->is(L"does not open")) {
    SetLastError(ERROR_FILE_NOT_FOUND);
    delete resource;
    return nullptr;
  }
  return resource;
}

void WINAPI close(ResourceId id) {
  Instance& resource = from(id);
  SetEvent(resource.end);
  if (resource.worker.joinable()) resource.worker.join();
  CloseHandle(resource.event);
  CloseHandle(resource.end);
  closed = resource.handle;
  delete &resource;
}

void pend(Instance& resource) {
  if (resource.is(L"repeats its check point")) {
    for (int i = 0; i < 3; ++i) report(resource, ResourceState::online_pending, 7);
    report(resource, ResourceState::online, 8);
  } else if (resource.is(L"stands still")) {
    WaitForSingleObject(resource.end, INFINITE);
  } else if (resource.is(L"reports on after it is told to end")) {
    WaitForSingleObject(resource.end, INFINITE);
    for (DWORD i = 1; i <= 3; ++i) report(resource, ResourceState::online_pending, i);
  } else if (resource.is(L"reports twice")) {
    report(resource, ResourceState::online, 1);
    report(resource, ResourceState::online, 2);
  } else if (resource.is(L"reports offline when going online")) {
    report(resource, ResourceState::offline, 1);
    report(resource, ResourceState::online, 2);
  } else if (resource.is(L"fails while pending")) {
    report(resource, ResourceState::failed, 1);
  }
}

void log_badly(Instance& resource) {
  const std::wstring text(501, L'x');
  if (resource.is(L"logs too much")) log_line(resource.handle, kLogError, L"%1!s!", text.c_str());
  if (resource.is(L"logs text as the format")) {
    const std::wstring untrusted = L"the site is gone";
    log_line(resource.handle, kLogError, untrusted.c_str());
  }
  if (resource.is(L"logs by printf's format")) log_line(resource.handle, kLogError, L"error %u", 5);
  if (resource.is(L"logs at level 9")) log_line(resource.handle, static_cast<LogLevel>(9), L"x");
}

DWORD WINAPI online(ResourceId id, HANDLE* event) {
  Instance& resource = from(id);
  log_badly(resource);
  if (resource.is(L"throws in Online")) throw std::runtime_error("never out of here");
  if (resource.is(L"returns an error")) return ERROR_SERVICE_DISABLED;
  if (resource.is(L"reports without pending")) report(resource, ResourceState::online, 1);
  if (resource.is(L"writes to the database")) {
    HKEY key = nullptr;
    ClusterRegOpenKey(resource.key, L"Parameters", KEY_ALL_ACCESS, &key);
    ClusterRegSetValue(key, L"Seen", REG_DWORD, reinterpret_cast<const BYTE*>("\1\0\0"), 4);
    ClusterRegCloseKey(key);
  }
  if (resource.is(L"signals too early")) {
    SetEvent(resource.event);
    *event = resource.event;
  }
  if (resource.is(L"gives no event")) *event = reinterpret_cast<HANDLE>(0x1234);
  for (const wchar_t* fault :
       {L"repeats its check point", L"stands still", L"reports on after it is told to end",
        L"reports twice", L"reports offline when going online", L"fails while pending"}) {
    if (!resource.is(fault)) continue;
    resource.worker = std::thread([&resource] { pend(resource); });
    return ERROR_IO_PENDING;
  }
  return ERROR_SUCCESS;
}

DWORD WINAPI offline(ResourceId) { return ERROR_SUCCESS; }

void WINAPI terminate(ResourceId id) { SetEvent(from(id).end); }

BOOL WINAPI looks_alive(ResourceId id) {
  Instance& resource = from(id);
  if (resource.is(L"hangs in LooksAlive")) Sleep(INFINITE);
  if (resource.is(L"waits in LooksAlive")) WaitForSingleObject(resource.end, 2);
  if (resource.is(L"computes in LooksAlive")) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
    while (std::chrono::steady_clock::now() < end) continue;
  }
  if (resource.is(L"reports while online")) report(resource, ResourceState::failed, 1);
  return TRUE;
}

BOOL WINAPI is_alive(ResourceId id) {
  Instance& resource = from(id);
  if (resource.is(L"throws in IsAlive")) throw 42;
  if (resource.is(L"crashes in IsAlive")) {
    auto* volatile nowhere = static_cast<volatile int*>(nullptr);
    *nowhere = 1;
  }
  return TRUE;
}

DWORD WINAPI control(ResourceId id, DWORD code, void* in, DWORD in_size, void* out, DWORD,
                     DWORD* returned) {
  Instance& resource = from(id);
  if (resource.is(L"reads beyond the buffer") && code == kSetPrivateProperties) {
    volatile BYTE last = static_cast<const BYTE*>(in)[in_size];
    return last;
  }
  if (resource.is(L"writes beyond the buffer")) std::memset(out, 0, 64);
  if (resource.is(L"asks for less than there is")) {
    *returned = 1;
    return ERROR_MORE_DATA;
  }
  if (resource.is(L"claims more than there is")) {
    *returned = 1000;
    return ERROR_SUCCESS;
  }
  return ERROR_INVALID_FUNCTION;
}

DWORD WINAPI type_control(LPCWSTR, DWORD, void*, DWORD, void*, DWORD, DWORD*) {
  return ERROR_INVALID_FUNCTION;
}

FunctionTable table = {sizeof(FunctionTable::Functions),
                       kVersion1,
                       {open, close, online, offline, terminate, looks_alive, is_alive, nullptr,
                        nullptr, control, type_control}};

}  // namespace

extern "C" __declspec(dllexport) DWORD WINAPI
    Startup(LPCWSTR type, DWORD, DWORD, SetResourceStatusRoutine status, LogEventRoutine log,
            FunctionTable** functions) {
  set_status = status;
  log_line = log;
  const std::wstring_view fault = type;
  if (fault == L"whole size") table.size = sizeof(FunctionTable);
  if (fault == L"newer version") table.version = 0x200;
  if (fault == L"quorum") table.functions.arbitrate = reinterpret_cast<void*>(offline);
  if (fault == L"no control") table.functions.resource_control = nullptr;
  if (fault == L"no IsAlive") table.functions.is_alive = nullptr;
  if (fault == L"throws") throw std::runtime_error("from Startup");
  *functions = fault == L"on the heap" ? new FunctionTable(table) : &table;
  if (fault == L"no table") *functions = nullptr;
  return ERROR_SUCCESS;
}
