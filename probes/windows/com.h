#pragma once

#include <windows.h>  // before oleauto.h, which needs it

#include <oleauto.h>

#include <string_view>
#include <utility>

// The few COM types that reading IIS needs. Each owns one thing and is used on one thread.
namespace deepalive::windows {

// A reference on a COM interface. put() is for out-parameters and drops what was held.
template <class T>
class ComPtr {
 public:
  ComPtr() = default;
  ComPtr(ComPtr&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  ComPtr& operator=(ComPtr&& other) noexcept {
    if (this != &other) {
      reset();
      raw_ = std::exchange(other.raw_, nullptr);
    }
    return *this;
  }
  ~ComPtr() { reset(); }

  explicit operator bool() const { return raw_ != nullptr; }
  T* operator->() const { return raw_; }
  T& operator*() const { return *raw_; }
  T* get() const { return raw_; }
  T** put() {
    reset();
    return &raw_;
  }
  void reset() {
    if (T* const raw = std::exchange(raw_, nullptr)) raw->Release();
  }

 private:
  T* raw_ = nullptr;
};

class Bstr {
 public:
  Bstr() = default;
  explicit Bstr(std::wstring_view text)
      : raw_(SysAllocStringLen(text.data(), static_cast<UINT>(text.size()))) {}
  Bstr(Bstr&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  Bstr& operator=(Bstr&&) = delete;
  ~Bstr() { SysFreeString(raw_); }

  BSTR get() const { return raw_; }
  BSTR* put() {
    SysFreeString(std::exchange(raw_, nullptr));
    return &raw_;
  }
  // A null BSTR is an empty text.
  std::wstring_view view() const {
    return raw_ ? std::wstring_view(raw_, SysStringLen(raw_)) : std::wstring_view();
  }

 private:
  BSTR raw_ = nullptr;
};

class Variant {
 public:
  Variant() { VariantInit(&raw_); }
  Variant(Variant&& other) noexcept : raw_(other.raw_) { VariantInit(&other.raw_); }
  Variant& operator=(Variant&&) = delete;
  ~Variant() { VariantClear(&raw_); }

  const VARIANT& get() const { return raw_; }
  VARIANT* put() {
    VariantClear(&raw_);
    return &raw_;
  }
  // Reading normalises: a server may widen or narrow a type, and the reader must not care.
  HRESULT change_type(VARTYPE type) { return VariantChangeType(&raw_, &raw_, 0, type); }

 private:
  VARIANT raw_;
};

// COM on the current thread, multithreaded apartment. Ends on the thread that made it.
class ComApartment {
 public:
  ComApartment() : result_(CoInitializeEx(nullptr, COINIT_MULTITHREADED)) {}
  ComApartment(const ComApartment&) = delete;
  ComApartment& operator=(const ComApartment&) = delete;
  ~ComApartment() {
    if (SUCCEEDED(result_)) CoUninitialize();
  }

  HRESULT result() const { return result_; }

 private:
  const HRESULT result_;
};

}  // namespace deepalive::windows
