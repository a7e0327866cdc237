#include "tests/standins/iis_com/dispatch.h"

#include <algorithm>
#include <string>
#include <vector>

#include "tests/standins/world/text.h"

namespace deepalive::standins {
namespace {

constexpr unsigned kMostArguments = 8;

// The error object of the thread becomes what the script sees as Err.
void describe(HRESULT result, EXCEPINFO* exception) {
  if (exception == nullptr) return;
  *exception = {};
  exception->scode = result;
  IErrorInfo* info = nullptr;
  if (GetErrorInfo(0, &info) != S_OK) return;
  info->GetSource(&exception->bstrSource);
  info->GetDescription(&exception->bstrDescription);
  info->Release();
}

}  // namespace

HRESULT ScriptFace::GetTypeInfoCount(UINT* count) {
  if (count == nullptr) return E_POINTER;
  *count = 0;
  return S_OK;
}

HRESULT ScriptFace::GetTypeInfo(UINT, LCID, ITypeInfo** info) {
  if (info != nullptr) *info = nullptr;
  return E_NOTIMPL;
}

HRESULT ScriptFace::GetIDsOfNames(REFIID, LPOLESTR* names, UINT count, LCID, DISPID* ids) {
  if (names == nullptr || ids == nullptr || count == 0) return E_INVALIDARG;
  std::fill_n(ids, count, DISPID_UNKNOWN);
  for (const ScriptMember& member : script_members()) {
    if (same_name(member.name, names[0])) ids[0] = member.id;
  }
  return ids[0] == DISPID_UNKNOWN || count > 1 ? DISP_E_UNKNOWNNAME : S_OK;
}

HRESULT ScriptFace::Invoke(DISPID id, REFIID, LCID, WORD flags, DISPPARAMS* parameters,
                           VARIANT* result, EXCEPINFO* exception, UINT*) {
  if (parameters == nullptr) return E_INVALIDARG;
  const auto members = script_members();
  const auto member = std::ranges::find(members, id, &ScriptMember::id);
  if (member == members.end() || (member->flags & flags) == 0) return DISP_E_MEMBERNOTFOUND;
  if (parameters->cNamedArgs != 0) return DISP_E_NONAMEDARGS;
  if (parameters->cArgs != member->arguments || parameters->cArgs > kMostArguments) {
    return DISP_E_BADPARAMCOUNT;
  }
  VARIANT arguments[kMostArguments];
  for (unsigned i = 0; i < parameters->cArgs; ++i) {
    VariantInit(&arguments[i]);
    VariantCopyInd(&arguments[i], &parameters->rgvarg[parameters->cArgs - 1 - i]);
  }
  VARIANT unwanted;
  VariantInit(&unwanted);
  VARIANT* out = result != nullptr ? result : &unwanted;
  VariantInit(out);
  const HRESULT called = call_member(id, std::span(arguments, parameters->cArgs), out);
  for (unsigned i = 0; i < parameters->cArgs; ++i) VariantClear(&arguments[i]);
  VariantClear(&unwanted);
  if (SUCCEEDED(called)) return S_OK;
  describe(called, exception);
  return DISP_E_EXCEPTION;
}

}  // namespace deepalive::standins
