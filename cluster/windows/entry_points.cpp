// The DLL's face to the cluster. Each entry point does its work under guard(): an exception that
// left one would end the cluster's host process.
#include <memory>
#include <string>

#include "cluster/script/windows/script_class.h"
#include "cluster/windows/controls.h"
#include "cluster/windows/resource.h"
#include "cluster/windows/resource_api.h"
#include "cluster/windows/stamp.h"

namespace deepalive::cluster {
namespace {

constexpr std::wstring_view kTypeName = L"DeepAlive IIS Role";
constexpr DWORD kMagic = 0x44656570;

HMODULE this_module = nullptr;
Callbacks callbacks;  // set once, by Startup

// What a RESID points to.
struct Instance {
  DWORD magic = kMagic;
  std::shared_ptr<Resource> resource;
};

Resource* resource_of(ResourceId id) {
  const auto* instance = static_cast<const Instance*>(id);
  return instance && instance->magic == kMagic ? instance->resource.get() : nullptr;
}

template <class Work, class Result>
Result guard(Result otherwise, Work work) noexcept {
  try {
    return work();
  } catch (...) {
    return otherwise;
  }
}

ResourceId WINAPI open(LPCWSTR, ClusterKey key, ResourceHandle handle) {
  return guard(ResourceId{nullptr}, [&]() -> ResourceId {
    auto instance = std::make_unique<Instance>();
    instance->resource =
        Resource::open(handle, StoredSettings(key, stamped_settings(this_module)), callbacks);
    if (!instance->resource) return nullptr;
    return instance.release();
  });
}

void WINAPI close(ResourceId id) {
  guard(0, [id] {
    if (!resource_of(id)) return 0;
    const std::unique_ptr<Instance> instance(static_cast<Instance*>(id));
    instance->resource->close();
    instance->magic = 0;
    return 0;
  });
}

DWORD WINAPI online(ResourceId id, HANDLE* event) {
  return guard(DWORD{ERROR_NOT_ENOUGH_MEMORY}, [&] {
    Resource* const resource = resource_of(id);
    return resource ? resource->online(event) : DWORD{ERROR_INVALID_PARAMETER};
  });
}

DWORD WINAPI offline(ResourceId id) {
  return guard(DWORD{ERROR_NOT_ENOUGH_MEMORY}, [id] {
    Resource* const resource = resource_of(id);
    return resource ? resource->offline() : DWORD{ERROR_INVALID_PARAMETER};
  });
}

void WINAPI terminate(ResourceId id) {
  guard(0, [id] {
    if (Resource* const resource = resource_of(id)) resource->terminate();
    return 0;
  });
}

BOOL WINAPI is_alive(ResourceId id) {
  // What cannot be asked is no reason to fail over.
  return guard(BOOL{TRUE}, [id] {
    const Resource* const resource = resource_of(id);
    return resource && !resource->is_alive() ? BOOL{FALSE} : BOOL{TRUE};
  });
}

ControlBuffers buffers(void* in, DWORD in_size, void* out, DWORD out_size, DWORD* returned) {
  return {.in = {static_cast<const std::byte*>(in), in ? in_size : 0},
          .out = {static_cast<std::byte*>(out), out ? out_size : 0},
          .returned = returned};
}

DWORD WINAPI control(ResourceId id, DWORD code, void* in, DWORD in_size, void* out, DWORD out_size,
                     DWORD* returned) {
  return guard(DWORD{ERROR_NOT_ENOUGH_MEMORY}, [&] {
    Resource* const resource = resource_of(id);
    if (!resource) return DWORD{ERROR_INVALID_PARAMETER};
    return control_resource(*resource, code, buffers(in, in_size, out, out_size, returned));
  });
}

DWORD WINAPI type_control(LPCWSTR, DWORD code, void* in, DWORD in_size, void* out, DWORD out_size,
                          DWORD* returned) {
  return guard(DWORD{ERROR_NOT_ENOUGH_MEMORY},
               [&] { return control_type(code, buffers(in, in_size, out, out_size, returned)); });
}

// LooksAlive and IsAlive are one: while the resource is online the cluster has our event, and then
// it does not call LooksAlive.
FunctionTable table = {.size = sizeof(ResourceFunctions),
                       .version = kVersion1,
                       .functions = {.open = open,
                                     .close = close,
                                     .online = online,
                                     .offline = offline,
                                     .terminate = terminate,
                                     .looks_alive = is_alive,
                                     .is_alive = is_alive,
                                     .arbitrate = nullptr,
                                     .release = nullptr,
                                     .control = control,
                                     .type_control = type_control}};

// "DeepAlive IIS Role", or that and more: copies with settings of their own are other types.
bool is_our_type(LPCWSTR type) {
  if (!type) return false;
  const std::wstring_view name(type);
  return name.size() >= kTypeName.size() &&
         CompareStringOrdinal(name.data(), static_cast<int>(kTypeName.size()), kTypeName.data(),
                              static_cast<int>(kTypeName.size()), TRUE) == CSTR_EQUAL;
}

}  // namespace
}  // namespace deepalive::cluster

extern "C" __declspec(dllexport) DWORD WINAPI
    Startup(LPCWSTR type, DWORD least_version, DWORD most_version,
            deepalive::cluster::SetResourceStatus set_status, deepalive::cluster::LogEvent log,
            deepalive::cluster::FunctionTable** functions) {
  using namespace deepalive::cluster;
  if (least_version > kVersion1 || most_version < kVersion1) return ERROR_REVISION_MISMATCH;
  if (!is_our_type(type)) return ERROR_CLUSTER_RESNAME_NOT_FOUND;
  if (!set_status || !log || !functions) return ERROR_INVALID_PARAMETER;
  callbacks = {set_status, log};
  *functions = &table;
  return ERROR_SUCCESS;
}

// What a script makes out of this DLL.
extern "C" HRESULT WINAPI DllGetClassObject(REFCLSID class_id, REFIID iid, void** factory) {
  return deepalive::cluster::script_class_factory(class_id, iid, factory);
}

// For COM only: who loads the DLL for its resources holds it by itself.
extern "C" HRESULT WINAPI DllCanUnloadNow() {
  return deepalive::cluster::is_script_class_in_use() ? S_FALSE : S_OK;
}

extern "C" BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, void*) {
  if (reason == DLL_PROCESS_ATTACH) {
    deepalive::cluster::this_module = module;
    DisableThreadLibraryCalls(module);
  }
  return TRUE;
}
