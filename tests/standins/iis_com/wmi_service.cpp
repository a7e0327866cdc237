// What a script gets of WMI for the service W3SVC: an object with `get`, and what that gives, with
// `state` and `StartService`. GetObject("winmgmts:…") itself is Wine's, whose WMI does not know the
// short path "win32_service='w3svc'"; a test lends a script the way here.
#include <string>

#include "tests/standins/iis_com/com_objects.h"
#include "tests/standins/world/world_actions.h"

namespace deepalive::standins {
namespace {

enum Id : DISPID { kGet = 1, kState, kStartService };

constexpr ScriptMember kProviderMembers[] = {{L"get", kGet, DISPATCH_METHOD, 1}};
constexpr ScriptMember kServiceMembers[] = {{L"state", kState, DISPATCH_PROPERTYGET, 0},
                                            {L"StartService", kStartService, DISPATCH_METHOD, 0}};

class WmiObject final : public ScriptFace {
 public:
  WmiObject(std::shared_ptr<World> world, bool service)
      : world_(std::move(world)), service_(service) {}

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) override {
    if (object == nullptr) return E_POINTER;
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

 private:
  std::span<const ScriptMember> script_members() const override {
    if (service_) return kServiceMembers;
    return kProviderMembers;
  }

  HRESULT call_member(DISPID id, std::span<VARIANT>, VARIANT* result) override {
    if (id == kGet) {
      give_object<IDispatch>(result, new WmiObject(world_, true));
      return S_OK;
    }
    const bool running = world_->read([](const WorldState& state) {
      return state.services[static_cast<int>(Service::w3svc)].running;
    });
    if (id == kState) {
      V_VT(result) = VT_BSTR;
      return give_text(running ? L"Running" : L"Stopped", &V_BSTR(result));
    }
    if (!running) service_changed(*world_, Service::w3svc, true, 0);
    V_VT(result) = VT_I4;
    V_I4(result) = running ? 10 : 0;  // Win32_Service: already running, accepted
    return S_OK;
  }

  const std::shared_ptr<World> world_;
  const bool service_;
  std::atomic<ULONG> references_{1};
};

}  // namespace

IUnknown* make_wmi(const std::shared_ptr<World>& world) { return new WmiObject(world, false); }

}  // namespace deepalive::standins
