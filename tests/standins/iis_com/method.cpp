#include "tests/standins/iis_com/com_objects.h"

namespace deepalive::standins {
namespace {

enum InstanceMember : DISPID { kInput = 1, kOutput, kExecute };

// Start, Stop and Recycle take nothing and give nothing: no input, no output.
class MethodInstance final : public ComObject<IAppHostMethodInstance> {
 public:
  MethodInstance(const std::shared_ptr<World>& world, MethodNode method)
      : ComObject(world), method_(std::move(method)) {}

  HRESULT STDMETHODCALLTYPE get_Input(IAppHostElement** input) override {
    if (input == nullptr) return E_POINTER;
    *input = nullptr;
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE get_Output(IAppHostElement** output) override {
    return get_Input(output);
  }

  HRESULT STDMETHODCALLTYPE Execute() override {
    return explain(method_.execute(), IAppHostMethodInstance::kId, method_.name);
  }

  HRESULT STDMETHODCALLTYPE GetMetadata(BSTR, VARIANT*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetMetadata(BSTR, VARIANT) override { return E_NOTIMPL; }

 private:
  std::span<const ScriptMember> script_members() const override {
    static constexpr ScriptMember kMembers[] = {
        {L"Input", kInput, DISPATCH_PROPERTYGET, 0},
        {L"Output", kOutput, DISPATCH_PROPERTYGET, 0},
        {L"Execute", kExecute, DISPATCH_METHOD, 0},
    };
    return kMembers;
  }

  HRESULT call_member(DISPID id, std::span<VARIANT>, VARIANT* result) override {
    if (id == kExecute) return Execute();
    give_object<IAppHostElement>(result, nullptr);
    return S_OK;
  }

  const MethodNode method_;
};

enum MethodMember : DISPID { kMethodName = 1, kCreateInstance };

class Method final : public ComObject<IAppHostMethod> {
 public:
  Method(const std::shared_ptr<World>& world, MethodNode method)
      : ComObject(world), method_(std::move(method)) {}

  HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) override { return give_text(method_.name, name); }
  HRESULT STDMETHODCALLTYPE get_Schema(IAppHostMethodSchema**) override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE CreateInstance(IAppHostMethodInstance** instance) override {
    if (instance == nullptr) return E_POINTER;
    *instance = new MethodInstance(world(), method_);
    return S_OK;
  }

 private:
  std::span<const ScriptMember> script_members() const override {
    static constexpr ScriptMember kMembers[] = {
        {L"Name", kMethodName, DISPATCH_PROPERTYGET, 0},
        {L"CreateInstance", kCreateInstance, DISPATCH_METHOD, 0},
    };
    return kMembers;
  }

  HRESULT call_member(DISPID id, std::span<VARIANT>, VARIANT* result) override {
    if (id == kMethodName) {
      V_VT(result) = VT_BSTR;
      return get_Name(&V_BSTR(result));
    }
    give_object<IAppHostMethodInstance>(result, new MethodInstance(world(), method_));
    return S_OK;
  }

  const MethodNode method_;
};

}  // namespace

IAppHostMethod* make_method(const std::shared_ptr<World>& world, MethodNode method) {
  return new Method(world, std::move(method));
}

}  // namespace deepalive::standins
