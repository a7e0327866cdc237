#include "cluster/script/windows/script_class.h"

#include <oleauto.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <span>
#include <string>

#include "cluster/script/windows/asker.h"
#include "cluster/script/windows/iis_flags.h"
#include "cluster/windows/resource_log.h"
#include "probes/windows/com.h"

namespace deepalive::cluster {
namespace {

using windows::Bstr;
using windows::Variant;

std::atomic<long> in_use = 0;  // objects and locks

constexpr int kMostFlagsTimeout = 60'000;  // milliseconds

struct Member {
  const wchar_t* name;
  unsigned arguments;
};
// The place of a member is its number for Invoke.
constexpr std::array<Member, 3> kMembers = {{{L"Ask", 4}, {L"Said", 0}, {L"FirstStopped", 4}}};

// Names and numbers are ASCII; anything else is refused as no name.
std::string narrow(std::wstring_view text) {
  std::string ascii;
  for (const wchar_t c : text) ascii += c < 0x7F ? static_cast<char>(c) : '?';
  return ascii;
}

std::vector<std::wstring> split(std::wstring_view names) {
  std::vector<std::wstring> parts;
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(L'/'), names.size());
    if (end > 0) parts.emplace_back(names.substr(0, end));
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return parts;
}

HRESULT give(VARIANT* result, std::wstring_view text) {
  V_VT(result) = VT_BSTR;
  V_BSTR(result) = SysAllocStringLen(text.data(), static_cast<UINT>(text.size()));
  return V_BSTR(result) ? S_OK : E_OUTOFMEMORY;
}

class Object final : public IDispatch {
 public:
  Object() { ++in_use; }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) override {
    if (!object) return E_POINTER;
    const bool known = IsEqualIID(iid, IID_IUnknown) || IsEqualIID(iid, IID_IDispatch);
    *object = known ? this : nullptr;
    if (known) AddRef();
    return known ? S_OK : E_NOINTERFACE;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return ++references_; }
  ULONG STDMETHODCALLTYPE Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }

  HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT* count) override {
    if (!count) return E_POINTER;
    *count = 0;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT, LCID, ITypeInfo** info) override {
    if (info) *info = nullptr;
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID, LPOLESTR* names, UINT count, LCID,
                                          DISPID* ids) override {
    if (!names || !ids || count == 0) return E_INVALIDARG;
    std::fill_n(ids, count, DISPID_UNKNOWN);
    for (std::size_t i = 0; i < kMembers.size(); ++i) {
      if (_wcsicmp(kMembers[i].name, names[0]) == 0) ids[0] = static_cast<DISPID>(i);
    }
    return ids[0] == DISPID_UNKNOWN || count > 1 ? DISP_E_UNKNOWNNAME : S_OK;
  }
  HRESULT STDMETHODCALLTYPE Invoke(DISPID id, REFIID, LCID, WORD flags, DISPPARAMS* parameters,
                                   VARIANT* result, EXCEPINFO* exception, UINT*) override {
    try {
      return invoke(id, flags, parameters, result, exception);
    } catch (...) {
      return E_OUTOFMEMORY;  // nothing else throws here
    }
  }

 private:
  ~Object() { --in_use; }

  HRESULT invoke(DISPID id, WORD flags, DISPPARAMS* parameters, VARIANT* result,
                 EXCEPINFO* exception) {
    if (!parameters) return E_INVALIDARG;
    if (id < 0 || id >= static_cast<DISPID>(kMembers.size()) ||
        (flags & (DISPATCH_METHOD | DISPATCH_PROPERTYGET)) == 0) {
      return DISP_E_MEMBERNOTFOUND;
    }
    if (parameters->cNamedArgs != 0) return DISP_E_NONAMEDARGS;
    const unsigned count = kMembers[static_cast<std::size_t>(id)].arguments;
    if (parameters->cArgs != count) return DISP_E_BADPARAMCOUNT;
    // They come last first, and may be references.
    std::array<Variant, 4> arguments;
    for (unsigned i = 0; i < count; ++i) {
      Variant& argument = arguments[i];
      VARIANT& given = parameters->rgvarg[count - 1 - i];
      HRESULT taken = VariantCopyInd(argument.put(), &given);
      if (SUCCEEDED(taken)) taken = argument.change_type(i < 3 ? VT_BSTR : VT_I4);
      if (FAILED(taken)) return DISP_E_TYPEMISMATCH;
    }
    Variant unwanted;
    VARIANT* const out = result ? result : unwanted.put();
    VariantInit(out);
    const Locked locked(lock_);
    if (id == 0) return ask(arguments, out);
    if (id == 1) return give(out, widen(said_));
    return first_stopped(arguments, out, exception);
  }

  using Arguments = std::array<Variant, 4>;

  static std::wstring_view text(const Variant& value) {
    return {V_BSTR(&value.get()), SysStringLen(V_BSTR(&value.get()))};
  }

  HRESULT ask(const Arguments& arguments, VARIANT* out) {
    const int timeout = V_I4(&arguments[3].get());
    Heard heard{kBadQuestion, "the time must be from 10 to 10000 milliseconds"};
    if (timeout >= kLeastAskTimeout && timeout <= kMostAskTimeout) {
      heard = asker_.ask(narrow(text(arguments[0])), narrow(text(arguments[1])),
                         narrow(text(arguments[2])), std::chrono::milliseconds(timeout));
    }
    said_ = heard.text;
    V_VT(out) = VT_I4;
    V_I4(out) = heard.code;
    return S_OK;
  }

  HRESULT first_stopped(const Arguments& arguments, VARIANT* out, EXCEPINFO* exception) {
    const int timeout = std::clamp<int>(V_I4(&arguments[3].get()), 0, kMostFlagsTimeout);
    const Flags flags = flags_.read({.services = split(text(arguments[0])),
                                     .sites = split(text(arguments[1])),
                                     .app_pools = split(text(arguments[2]))},
                                    std::chrono::milliseconds(timeout));
    if (flags.known) return give(out, flags.text);
    if (exception) {
      *exception = {};
      exception->scode = MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x201);
      exception->bstrSource = SysAllocString(kScriptClassName);
      exception->bstrDescription = SysAllocString(flags.text.c_str());
    }
    return DISP_E_EXCEPTION;
  }

  class Locked {
   public:
    explicit Locked(SRWLOCK& lock) : lock_(lock) { AcquireSRWLockExclusive(&lock_); }
    ~Locked() { ReleaseSRWLockExclusive(&lock_); }
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;

   private:
    SRWLOCK& lock_;
  };

  std::atomic<ULONG> references_ = 1;
  SRWLOCK lock_ = SRWLOCK_INIT;  // guards what follows
  Asker asker_;
  IisFlags flags_;
  std::string said_;
};

// Lives as long as the module, and so counts no references.
class Factory final : public IClassFactory {
 public:
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) override {
    if (!object) return E_POINTER;
    const bool known = IsEqualIID(iid, IID_IUnknown) || IsEqualIID(iid, IID_IClassFactory);
    *object = known ? this : nullptr;
    return known ? S_OK : E_NOINTERFACE;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
  ULONG STDMETHODCALLTYPE Release() override { return 1; }
  HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown* outer, REFIID iid, void** object) override {
    if (!object) return E_POINTER;
    *object = nullptr;
    if (outer) return CLASS_E_NOAGGREGATION;
    try {
      IDispatch* const made = new Object();
      const HRESULT answered = made->QueryInterface(iid, object);
      made->Release();
      return answered;
    } catch (...) {
      return E_OUTOFMEMORY;
    }
  }
  HRESULT STDMETHODCALLTYPE LockServer(BOOL locked) override {
    locked ? ++in_use : --in_use;
    return S_OK;
  }
};

}  // namespace

HRESULT script_class_factory(REFCLSID class_id, REFIID iid, void** factory) {
  static Factory the_factory;
  if (factory) *factory = nullptr;
  if (!IsEqualCLSID(class_id, kScriptClass)) return CLASS_E_CLASSNOTAVAILABLE;
  return the_factory.QueryInterface(iid, factory);
}

bool is_script_class_in_use() { return in_use > 0; }

}  // namespace deepalive::cluster
