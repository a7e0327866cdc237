#pragma once

#include <oaidl.h>
#include <windows.h>

#include <atomic>
#include <memory>
#include <string_view>
#include <utility>

#include "tests/standins/iis_com/dispatch.h"
#include "tests/standins/world/world.h"

namespace deepalive::standins {

// Counts the objects of this process, here and in the world's table of clients.
class LiveObject {
 public:
  explicit LiveObject(const World& world_of);
  ~LiveObject();
  LiveObject(const LiveObject&) = delete;
  LiveObject& operator=(const LiveObject&) = delete;

  static std::uint32_t count();

 private:
  Client* const client_;
};

// Leaves the error text that IIS would leave for this thread. Returns `result`.
HRESULT explain(HRESULT result, REFIID source, std::wstring_view about);

HRESULT give_text(std::wstring_view text, BSTR* out);

// An object with the vtable of `Interface` and a face for scripts. Born with one reference.
template <typename Interface>
class ComObject : public Interface, public ScriptFace, public ISupportErrorInfo {
 public:
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) override {
    if (object == nullptr) return E_POINTER;
    *object = nullptr;
    if (IsEqualIID(iid, IID_IUnknown) || answers(iid)) {
      *object = static_cast<Interface*>(this);
    } else if (IsEqualIID(iid, IID_IDispatch)) {
      *object = static_cast<IDispatch*>(this);
    } else if (IsEqualIID(iid, IID_ISupportErrorInfo)) {
      *object = static_cast<ISupportErrorInfo*>(this);
    } else {
      return E_NOINTERFACE;
    }
    AddRef();
    return S_OK;
  }

  ULONG STDMETHODCALLTYPE AddRef() override { return ++references_; }

  ULONG STDMETHODCALLTYPE Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }

  HRESULT STDMETHODCALLTYPE InterfaceSupportsErrorInfo(REFIID iid) override {
    return answers(iid) ? S_OK : S_FALSE;
  }

 protected:
  explicit ComObject(std::shared_ptr<World> world) : world_(std::move(world)), live_(*world_) {}
  virtual ~ComObject() = default;

  virtual bool answers(REFIID iid) const { return IsEqualIID(iid, Interface::kId); }

  const std::shared_ptr<World>& world() const { return world_; }

 private:
  const std::shared_ptr<World> world_;
  const LiveObject live_;
  std::atomic<ULONG> references_{1};
};

}  // namespace deepalive::standins
