#pragma once

#include <windows.h>

#include <cstddef>

// The resource DLL interface, version 1, of the failover cluster: what Microsoft's resapi.h and
// clusapi.h declare, by hand, since those of mingw-w64 do not compile. The sizes and offsets of the
// x64 structures are asserted below. The names are Microsoft's where the cluster's documentation
// uses them.
namespace deepalive::cluster {

using ResourceHandle = HANDLE;  // the cluster's name for an instance, for its two callbacks only
using ResourceId = void*;       // our name for an instance

enum LogLevel : DWORD { kLogInformation = 0, kLogWarning = 1, kLogError = 2, kLogSevere = 3 };

enum ResourceState : DWORD {
  kStateOnline = 2,
  kStateOffline = 3,
  kStateFailed = 4,
  kStateOnlinePending = 129,
  kStateOfflinePending = 130,
};

struct ResourceStatus {
  DWORD state;
  DWORD check_point;  // rises with each report of a pending state
  DWORD wait_hint;
  HANDLE event;  // with Online: signalled by us when the resource has failed
};

enum ExitState : DWORD { kExitContinue = 0, kExitTerminate = 1 };

using SetResourceStatus = DWORD(WINAPI*)(ResourceHandle, ResourceStatus*);
// `format` is FormatMessage's, so text that is not ours must be an insert. Not WINAPI: it takes a
// variable number of arguments.
using LogEvent = void(CALLBACK*)(ResourceHandle, LogLevel, LPCWSTR format, ...);

// The key of the cluster's database that Open is given; to be read with ClusterReg functions only.
struct ClusterKeyTag;
using ClusterKey = ClusterKeyTag*;

struct ResourceFunctions {
  ResourceId(WINAPI* open)(LPCWSTR name, ClusterKey key, ResourceHandle handle);
  void(WINAPI* close)(ResourceId id);
  DWORD(WINAPI* online)(ResourceId id, HANDLE* event);
  DWORD(WINAPI* offline)(ResourceId id);
  void(WINAPI* terminate)(ResourceId id);
  BOOL(WINAPI* looks_alive)(ResourceId id);
  BOOL(WINAPI* is_alive)(ResourceId id);
  void* arbitrate;  // null: not a quorum resource
  void* release;
  DWORD(WINAPI* control)
  (ResourceId id, DWORD code, void* in, DWORD in_size, void* out, DWORD out_size, DWORD* returned);
  DWORD(WINAPI* type_control)
  (LPCWSTR type, DWORD code, void* in, DWORD in_size, void* out, DWORD out_size, DWORD* returned);
};

struct FunctionTable {
  DWORD size;  // of the functions, not of this
  DWORD version;
  ResourceFunctions functions;
};

inline constexpr DWORD kVersion1 = 0x100;

static_assert(sizeof(void*) == 8, "resource DLLs are 64-bit");
static_assert(sizeof(ResourceFunctions) == 88);
static_assert(offsetof(FunctionTable, functions) == 8);
static_assert(sizeof(ResourceStatus) == 24);
static_assert(offsetof(ResourceStatus, event) == 16);

// Control codes: those that the documentation requires, and those that we answer beside.
enum ResourceControlCode : DWORD {
  kResourceUnknown = 0x01000000,
  kResourceGetCharacteristics = 0x01000005,
  kResourceGetClassInfo = 0x0100000D,
  kResourceGetRequiredDependencies = 0x01000011,
  kResourceEnumPrivateProperties = 0x01000079,
  kResourceGetReadOnlyPrivateProperties = 0x0100007D,
  kResourceGetPrivateProperties = 0x01000081,
  kResourceSetPrivateProperties = 0x01400086,
  kResourceValidatePrivateProperties = 0x01000089,
  kResourceGetPrivatePropertyFormats = 0x0100008D,
  kResourceSetName = 0x01500026,
};
enum TypeControlCode : DWORD {
  kTypeUnknown = 0x02000000,
  kTypeGetRequiredDependencies = 0x02000011,
  kTypeEnumPrivateProperties = 0x02000079,
  kTypeGetPrivateResourcePropertyFormats = 0x02000091,
};

}  // namespace deepalive::cluster
