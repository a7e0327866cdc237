#include <atomic>

#include "tests/standins/iis_com/com_objects.h"
#include "tests/standins/iis_com/gate.h"
#include "tests/standins/iis_com/iis_sections.h"
#include "tests/standins/world/text.h"
#include "tests/standins/world/world_actions.h"

namespace deepalive::standins {
namespace {

enum ManagerMember : DISPID {
  kGetAdminSection = 1,
  kGetMetadata,
  kSetMetadata,
  kCommitChanges,
  kCommitPath,
};

// Names whose setting changes nothing that the stand-in shows.
constexpr std::wstring_view kHarmless[] = {L"ignoreInvalidAttributes", L"ignoreInvalidRanges",
                                           L"ignoreInvalidDecryption", L"expandEnvironmentStrings"};

std::wstring_view text_of(BSTR text) { return {text, SysStringLen(text)}; }

// Both classes; without `writable` it answers for the reading interface alone.
class AdminManager final : public ComObject<IAppHostWritableAdminManager> {
 public:
  AdminManager(const std::shared_ptr<World>& world, bool writable)
      : ComObject(world), writable_(writable) {}

  HRESULT STDMETHODCALLTYPE GetAdminSection(BSTR section, BSTR path,
                                            IAppHostElement** element) override {
    if (element == nullptr) return E_POINTER;
    *element = nullptr;
    ++world()->counters().sections;
    const std::wstring_view name = text_of(section);
    const HRESULT held = pass_gate(*world(), Gate::sections);
    if (FAILED(held)) return failed(held, name);
    if (!same_name(text_of(path), kAppHostPath)) {
      return failed(HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND), text_of(path));
    }
    if (same_name(name, kSitesSection)) {
      *element = make_element(world(), sites_section(world(), !extensions_disabled_));
    } else if (same_name(name, kPoolsSection)) {
      *element = make_element(world(), pools_section(world(), !extensions_disabled_));
    } else {
      return failed(HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND), name);
    }
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE GetMetadata(BSTR, VARIANT*) override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE SetMetadata(BSTR type, VARIANT value) override {
    const std::wstring_view name = text_of(type);
    if (same_name(name, L"disableExtensions")) {
      extensions_disabled_ = V_VT(&value) == VT_BOOL && V_BOOL(&value) != VARIANT_FALSE;
      return S_OK;
    }
    for (const std::wstring_view harmless : kHarmless) {
      if (same_name(name, harmless)) return S_OK;
    }
    return E_NOTIMPL;
  }

  HRESULT STDMETHODCALLTYPE get_ConfigManager(IAppHostConfigManager**) override {
    return E_NOTIMPL;
  }

  HRESULT STDMETHODCALLTYPE CommitChanges() override { return S_OK; }
  HRESULT STDMETHODCALLTYPE get_CommitPath(BSTR* path) override {
    return give_text(kAppHostPath, path);
  }
  HRESULT STDMETHODCALLTYPE put_CommitPath(BSTR) override { return E_NOTIMPL; }

 private:
  static HRESULT failed(HRESULT result, std::wstring_view about) {
    return explain(result, IAppHostAdminManager::kId, about);
  }

  bool answers(REFIID iid) const override {
    return IsEqualIID(iid, IAppHostAdminManager::kId) ||
           (writable_ && IsEqualIID(iid, IAppHostWritableAdminManager::kId));
  }

  std::span<const ScriptMember> script_members() const override {
    static constexpr ScriptMember kMembers[] = {
        {L"GetAdminSection", kGetAdminSection, DISPATCH_METHOD, 2},
        {L"GetMetadata", kGetMetadata, DISPATCH_METHOD, 1},
        {L"SetMetadata", kSetMetadata, DISPATCH_METHOD, 2},
        {L"CommitChanges", kCommitChanges, DISPATCH_METHOD, 0},
        {L"CommitPath", kCommitPath, DISPATCH_PROPERTYGET, 0},
    };
    return std::span(kMembers, writable_ ? std::size(kMembers) : 3);
  }

  HRESULT call_member(DISPID id, std::span<VARIANT> arguments, VARIANT* result) override {
    if (!arguments.empty() && V_VT(&arguments[0]) != VT_BSTR) return DISP_E_TYPEMISMATCH;
    switch (id) {
      case kGetAdminSection: {
        if (V_VT(&arguments[1]) != VT_BSTR) return DISP_E_TYPEMISMATCH;
        IAppHostElement* element = nullptr;
        const HRESULT got = GetAdminSection(V_BSTR(&arguments[0]), V_BSTR(&arguments[1]), &element);
        if (SUCCEEDED(got)) give_object(result, element);
        return got;
      }
      case kGetMetadata:
        return GetMetadata(V_BSTR(&arguments[0]), result);
      case kSetMetadata:
        return SetMetadata(V_BSTR(&arguments[0]), arguments[1]);
      case kCommitChanges:
        return CommitChanges();
      default:
        V_VT(result) = VT_BSTR;
        return get_CommitPath(&V_BSTR(result));
    }
  }

  const bool writable_;
  std::atomic<bool> extensions_disabled_{false};
};

}  // namespace

IUnknown* make_manager(const std::shared_ptr<World>& world, bool writable) {
  return static_cast<IAppHostWritableAdminManager*>(new AdminManager(world, writable));
}

}  // namespace deepalive::standins
