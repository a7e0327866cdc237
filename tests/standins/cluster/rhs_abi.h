#pragma once

#include <windows.h>

#include <cstddef>
#include <cstdint>

// What the Resource Hosting Subsystem and a resource DLL of version 1 say to each other, declared
// here a second time and apart from the product: resapi.h of mingw-w64 does not compile.
namespace deepalive::standins {

using ResourceId = void*;       // RESID: the DLL's own
using ResourceHandle = HANDLE;  // RESOURCE_HANDLE: the host's own
constexpr DWORD kVersion1 = 0x100;
constexpr DWORD kVersion4 = 0x400;

enum class ResourceState : std::int32_t {
  unknown = -1,
  online = 2,
  offline = 3,
  failed = 4,
  online_pending = 129,
  offline_pending = 130,
};

struct ResourceStatus {
  ResourceState state;
  DWORD check_point;
  DWORD wait_hint;
  HANDLE event;
};
static_assert(sizeof(ResourceStatus) == 24 && offsetof(ResourceStatus, event) == 16);

// What SetResourceStatus answers.
constexpr DWORD kExitStateContinue = 0;
constexpr DWORD kExitStateTerminate = 1;

enum LogLevel : DWORD { kLogInformation = 0, kLogWarning = 1, kLogError = 2, kLogSevere = 3 };

using SetResourceStatusRoutine = DWORD(WINAPI*)(ResourceHandle, ResourceStatus*);
using LogEventRoutine = void(WINAPI*)(ResourceHandle, LogLevel, LPCWSTR, ...);

struct FunctionTable {
  DWORD size;     // of the functions, not of this struct
  DWORD version;  // kVersion1
  struct Functions {
    ResourceId(WINAPI* open)(LPCWSTR name, HKEY key, ResourceHandle handle);
    void(WINAPI* close)(ResourceId);
    DWORD(WINAPI* online)(ResourceId, HANDLE* event);
    DWORD(WINAPI* offline)(ResourceId);
    void(WINAPI* terminate)(ResourceId);
    BOOL(WINAPI* looks_alive)(ResourceId);
    BOOL(WINAPI* is_alive)(ResourceId);
    void* arbitrate;  // these two only in quorum-capable types
    void* release;
    DWORD(WINAPI* resource_control)
    (ResourceId, DWORD code, void* in, DWORD in_size, void* out, DWORD out_size, DWORD* returned);
    DWORD(WINAPI* type_control)
    (LPCWSTR type, DWORD code, void* in, DWORD in_size, void* out, DWORD out_size, DWORD* returned);
  } functions;
};
static_assert(sizeof(FunctionTable::Functions) == 88 && offsetof(FunctionTable, functions) == 8);

using StartupRoutine = DWORD(WINAPI*)(LPCWSTR type, DWORD min_version, DWORD max_version,
                                      SetResourceStatusRoutine, LogEventRoutine, FunctionTable**);

// Results with a meaning of their own.
constexpr DWORD kRevisionMismatch = ERROR_REVISION_MISMATCH;  // 0x51A
constexpr DWORD kUnknownType = 0x13D8;                        // ERROR_CLUSTER_RESNAME_NOT_FOUND
constexpr DWORD kPropertiesStored = 5024;                     // in force at the next Online
static_assert(kRevisionMismatch == 0x51A);

// Control codes of a resource, and of a resource type.
constexpr DWORD kUnknownCode = 0x01000000;
constexpr DWORD kGetCharacteristics = 0x01000005;
constexpr DWORD kGetClassInfo = 0x0100000D;
constexpr DWORD kGetRequiredDependencies = 0x01000011;
constexpr DWORD kEnumPrivateProperties = 0x01000079;
constexpr DWORD kGetReadOnlyPrivateProperties = 0x0100007D;
constexpr DWORD kGetPrivateProperties = 0x01000081;
constexpr DWORD kValidatePrivateProperties = 0x01000089;
constexpr DWORD kGetPrivatePropertyFormats = 0x0100008D;
constexpr DWORD kGetCommonProperties = 0x01000059;
constexpr DWORD kSetPrivateProperties = 0x01400086;
constexpr DWORD kDeleteResource = 0x01500006;
constexpr DWORD kSetName = 0x01500026;
constexpr DWORD kStateChangeReason = 0x0150004E;
constexpr DWORD kTypeUnknownCode = 0x02000000;
constexpr DWORD kTypeEnumPrivateProperties = 0x02000079;
constexpr DWORD kTypeGetPrivateResourcePropertyFormats = 0x02000091;

// A property list: DWORD count, then for each a name, one value or more, and an end mark; each item
// DWORD syntax, DWORD length, bytes, padded to a multiple of four.
constexpr std::uint32_t kSyntaxEndMark = 0;
constexpr std::uint32_t kSyntaxName = 0x00040003;
constexpr std::uint32_t kSyntaxBinary = 0x00010001;
constexpr std::uint32_t kSyntaxDword = 0x00010002;
constexpr std::uint32_t kSyntaxText = 0x00010003;
constexpr std::uint32_t kSyntaxExpandText = 0x00010004;
constexpr std::uint32_t kSyntaxMultiText = 0x00010005;
constexpr std::uint32_t kSyntaxWord = 0x0001000B;
constexpr std::uint32_t kSyntaxExpandedText = 0x00010008;

}  // namespace deepalive::standins
