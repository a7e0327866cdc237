#include "tests/standins/script_host/script_engine.h"

#include <cstdio>
#include <utility>

namespace deepalive::standins {
namespace {

constexpr wchar_t kResource[] = L"Resource";
// IActiveScriptParse of a 64-bit process: no library of mingw-w64 has it.
constexpr IID kParseInterface = {
    0xC7EF7658, 0xE1EE, 0x480E, {0x97, 0xEA, 0xD5, 0x2C, 0xB4, 0xD7, 0x6D, 0x17}};
constexpr IID kNoInterface{};  // what IDispatch wants in its reserved argument

std::wstring type_name(VARTYPE type) {
  switch (type) {
    case VT_EMPTY:
      return L"Empty";
    case VT_NULL:
      return L"Null";
    case VT_BOOL:
      return L"Boolean";
    case VT_I2:
      return L"Integer";
    case VT_I4:
      return L"Long";
    case VT_R8:
      return L"Double";
    case VT_BSTR:
      return L"String";
    case VT_DISPATCH:
      return L"Object";
    default:
      return L"VARIANT type " + std::to_wstring(type);
  }
}

std::wstring value_text(const VARIANT& value) {
  if (V_VT(&value) == VT_BOOL) return V_BOOL(&value) != VARIANT_FALSE ? L"True" : L"False";
  VARIANT source = value;  // borrowed; the conversion only reads it
  VARIANT text;
  VariantInit(&text);
  if (FAILED(VariantChangeType(&text, &source, 0, VT_BSTR))) return L"?";
  std::wstring result(V_BSTR(&text), SysStringLen(V_BSTR(&text)));
  VariantClear(&text);
  return result;
}

// By the cluster's rule; what is neither Boolean nor number is taken for a failure (not known).
CallOutcome::Kind judge(const VARIANT& value) {
  if (V_VT(&value) == VT_EMPTY) return CallOutcome::Kind::success;
  if (V_VT(&value) == VT_BOOL) {
    return V_BOOL(&value) != VARIANT_FALSE ? CallOutcome::Kind::success
                                           : CallOutcome::Kind::failure;
  }
  VARIANT source = value;
  VARIANT number;
  VariantInit(&number);
  const bool zero = V_VT(&value) != VT_BSTR && V_VT(&value) != VT_DISPATCH &&
                    SUCCEEDED(VariantChangeType(&number, &source, 0, VT_R8)) && V_R8(&number) == 0;
  return zero ? CallOutcome::Kind::success : CallOutcome::Kind::failure;
}

std::wstring hexadecimal(HRESULT result) {
  wchar_t text[16];
  swprintf(text, 16, L"0x%08X", static_cast<unsigned>(result));
  return text;
}

}  // namespace

// Lives as long as the engine's owner, and so counts no references.
class ScriptEngine::Site final : public IActiveScriptSite {
 public:
  explicit Site(ResourceObject& resource) : resource_(resource) {}

  std::wstring take_error() { return std::exchange(error_, {}); }

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) override {
    const bool known = IsEqualIID(iid, IID_IUnknown) || IsEqualIID(iid, IID_IActiveScriptSite);
    *object = known ? this : nullptr;
    return known ? S_OK : E_NOINTERFACE;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
  ULONG STDMETHODCALLTYPE Release() override { return 1; }
  HRESULT STDMETHODCALLTYPE GetLCID(LCID* locale) override {
    *locale = LOCALE_USER_DEFAULT;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetItemInfo(LPCOLESTR name, DWORD mask, IUnknown** item,
                                        ITypeInfo** type) override {
    if (item != nullptr) *item = nullptr;
    if (type != nullptr) *type = nullptr;
    if (_wcsicmp(name, kResource) != 0) return TYPE_E_ELEMENTNOTFOUND;
    if ((mask & SCRIPTINFO_IUNKNOWN) != 0 && item != nullptr) *item = &resource_;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetDocVersionString(BSTR*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE OnScriptTerminate(const VARIANT*, const EXCEPINFO*) override {
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE OnStateChange(SCRIPTSTATE) override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnScriptError(IActiveScriptError* error) override {
    EXCEPINFO info{};
    DWORD context = 0;
    ULONG line = 0;
    LONG column = 0;
    error->GetExceptionInfo(&info);
    error->GetSourcePosition(&context, &line, &column);
    error_ = L"line " + std::to_wstring(line + 1) + L": " + hexadecimal(info.scode);
    if (info.bstrDescription != nullptr) error_.append(L" ").append(info.bstrDescription);
    SysFreeString(info.bstrDescription);
    SysFreeString(info.bstrSource);
    SysFreeString(info.bstrHelpFile);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE OnEnterScript() override { return S_OK; }
  HRESULT STDMETHODCALLTYPE OnLeaveScript() override { return S_OK; }

 private:
  ResourceObject& resource_;
  std::wstring error_;
};

ScriptEngine::ScriptEngine(const std::wstring& language, ResourceObject& resource)
    : site_(std::make_unique<Site>(resource)) {
  CLSID class_id;
  if (FAILED(CLSIDFromProgID(language.c_str(), &class_id)) ||
      FAILED(CoCreateInstance(class_id, nullptr, CLSCTX_INPROC_SERVER, IID_IActiveScript,
                              reinterpret_cast<void**>(&engine_)))) {
    return;
  }
  engine_->QueryInterface(kParseInterface, reinterpret_cast<void**>(&parser_));
}

ScriptEngine::~ScriptEngine() {
  if (engine_ != nullptr) engine_->Close();
  if (parser_ != nullptr) parser_->Release();
  if (engine_ != nullptr) engine_->Release();
}

CallOutcome ScriptEngine::failed(HRESULT result) {
  CallOutcome outcome;
  outcome.kind = CallOutcome::Kind::error;
  outcome.error = site_->take_error();
  if (outcome.error.empty()) outcome.error = hexadecimal(result);
  return outcome;
}

CallOutcome ScriptEngine::load(const std::wstring& text) {
  if (engine_ == nullptr || parser_ == nullptr) {
    CallOutcome outcome;
    outcome.kind = CallOutcome::Kind::error;
    outcome.error = L"the script engine is not installed";
    return outcome;
  }
  HRESULT done = engine_->SetScriptSite(site_.get());
  if (SUCCEEDED(done)) done = parser_->InitNew();
  if (SUCCEEDED(done)) done = engine_->AddNamedItem(kResource, SCRIPTITEM_ISVISIBLE);
  if (SUCCEEDED(done)) {
    EXCEPINFO exception{};
    done = parser_->ParseScriptText(text.c_str(), nullptr, nullptr, nullptr, 0, 0,
                                    SCRIPTTEXT_ISVISIBLE, nullptr, &exception);
  }
  if (SUCCEEDED(done)) done = engine_->SetScriptState(SCRIPTSTATE_CONNECTED);
  // The engine itself may call a script with a failed global part loaded.
  const std::wstring error = site_->take_error();
  if (SUCCEEDED(done) && error.empty()) return {};
  CallOutcome outcome = failed(done);
  if (!error.empty()) outcome.error = error;
  return outcome;
}

CallOutcome ScriptEngine::call(const std::wstring& function) {
  IDispatch* globals = nullptr;
  HRESULT done = engine_->GetScriptDispatch(nullptr, &globals);
  if (FAILED(done)) return failed(done);
  CallOutcome outcome;
  auto* name = const_cast<LPOLESTR>(function.c_str());
  DISPID id = DISPID_UNKNOWN;
  if (FAILED(globals->GetIDsOfNames(kNoInterface, &name, 1, LOCALE_USER_DEFAULT, &id))) {
    outcome.kind = CallOutcome::Kind::missing;
  } else {
    VARIANT value;
    VariantInit(&value);
    DISPPARAMS none{};
    EXCEPINFO exception{};
    done = globals->Invoke(id, kNoInterface, LOCALE_USER_DEFAULT, DISPATCH_METHOD, &none, &value,
                           &exception, nullptr);
    if (FAILED(done)) {
      outcome = failed(done);
    } else {
      outcome.kind = judge(value);
      outcome.type = type_name(V_VT(&value));
      outcome.value = value_text(value);
    }
    VariantClear(&value);
    SysFreeString(exception.bstrDescription);
    SysFreeString(exception.bstrSource);
    SysFreeString(exception.bstrHelpFile);
  }
  globals->Release();
  return outcome;
}

}  // namespace deepalive::standins
