#include "tests/standins/iis_com/com_object.h"

#include <string>

namespace deepalive::standins {
namespace {

std::atomic<std::uint32_t> live_objects{0};

std::wstring system_text(HRESULT result) {
  wchar_t text[512];
  const DWORD size =
      FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr,
                     static_cast<DWORD>(result), 0, text, ARRAYSIZE(text), nullptr);
  return size > 0 ? std::wstring(text, size) : L"error " + std::to_wstring(result) + L"\r\n";
}

}  // namespace

LiveObject::LiveObject(const World& world_of) : client_(const_cast<World&>(world_of).client()) {
  ++live_objects;
  if (client_ != nullptr) ++client_->live_objects;
}

LiveObject::~LiveObject() {
  --live_objects;
  if (client_ != nullptr) --client_->live_objects;
}

std::uint32_t LiveObject::count() { return live_objects; }

HRESULT explain(HRESULT result, REFIID source, std::wstring_view about) {
  if (SUCCEEDED(result)) return result;
  ICreateErrorInfo* creator = nullptr;
  if (FAILED(CreateErrorInfo(&creator))) return result;
  std::wstring text =
      L"Filename: \\\\?\\C:\\Windows\\system32\\inetsrv\\config\\applicationHost.config\r\n"
      L"Line number: 0\r\nError: ";
  if (!about.empty()) text.append(about).append(L": ");
  text += system_text(result);
  creator->SetGUID(source);
  creator->SetSource(const_cast<LPOLESTR>(L"AppHostAdmin stand-in"));
  creator->SetDescription(text.data());
  IErrorInfo* info = nullptr;
  if (SUCCEEDED(creator->QueryInterface(IID_IErrorInfo, reinterpret_cast<void**>(&info)))) {
    SetErrorInfo(0, info);
    info->Release();
  }
  creator->Release();
  return result;
}

HRESULT give_text(std::wstring_view text, BSTR* out) {
  if (out == nullptr) return E_POINTER;
  *out = SysAllocStringLen(text.data(), static_cast<UINT>(text.size()));
  return *out != nullptr ? S_OK : E_OUTOFMEMORY;
}

}  // namespace deepalive::standins
