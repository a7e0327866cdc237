#pragma once

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "probes/iis/windows/ahadmin.h"

// Collections of elements that have a name and nothing else, which count how often they are asked.
namespace deepalive::probes::ahadmin {

template <class Interface>
class Counted : public Interface {
 public:
  virtual ~Counted() = default;
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void**) override { return E_NOINTERFACE; }
  ULONG STDMETHODCALLTYPE AddRef() override { return ++references_; }
  ULONG STDMETHODCALLTYPE Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }

 private:
  std::atomic<ULONG> references_{1};
};

class FakeProperty final : public Counted<IAppHostProperty> {
 public:
  explicit FakeProperty(std::wstring value) : value_(std::move(value)) {}

  HRESULT STDMETHODCALLTYPE get_Value(VARIANT* value) override {
    value->vt = VT_BSTR;
    value->bstrVal = SysAllocString(value_.c_str());
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE get_Name(BSTR*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE put_Value(VARIANT) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Clear() override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_StringValue(BSTR*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_Exception(IAppHostPropertyException**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE GetMetadata(BSTR, VARIANT*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetMetadata(BSTR, VARIANT) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_Schema(IAppHostPropertySchema**) override { return E_NOTIMPL; }

 private:
  const std::wstring value_;
};

class FakeElement final : public Counted<IAppHostElement> {
 public:
  explicit FakeElement(std::wstring name) : name_(std::move(name)) {}

  // An element whose name is "unreadable" has none.
  HRESULT STDMETHODCALLTYPE GetPropertyByName(BSTR, IAppHostProperty** property) override {
    if (name_ == L"unreadable") return E_ACCESSDENIED;
    *property = new FakeProperty(name_);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE get_Name(BSTR*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_Collection(IAppHostElementCollection**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE get_Properties(IAppHostPropertyCollection**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE get_ChildElements(IAppHostChildElementCollection**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE GetMetadata(BSTR, VARIANT*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetMetadata(BSTR, VARIANT) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_Schema(IAppHostElementSchema**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetElementByName(BSTR, IAppHostElement**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Clear() override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_Methods(IAppHostMethodCollection**) override { return E_NOTIMPL; }

 private:
  const std::wstring name_;
};

class FakeCollection final : public Counted<IAppHostElementCollection> {
 public:
  std::vector<std::wstring> names;
  int items_asked = 0;

  HRESULT STDMETHODCALLTYPE get_Count(DWORD* count) override {
    *count = static_cast<DWORD>(names.size());
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE get_Item(VARIANT index, IAppHostElement** element) override {
    ++items_asked;
    const auto position = static_cast<std::size_t>(index.lVal);
    if (position >= names.size()) return static_cast<HRESULT>(0x80070585);
    *element = new FakeElement(names[position]);
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE AddElement(IAppHostElement*, INT) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE DeleteElement(VARIANT) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Clear() override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE CreateNewElement(BSTR, IAppHostElement**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_Schema(IAppHostCollectionSchema**) override { return E_NOTIMPL; }
};

}  // namespace deepalive::probes::ahadmin
