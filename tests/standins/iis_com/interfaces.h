#pragma once

#include <oaidl.h>
#include <windows.h>

// IIS's administration interfaces, declared from the fact sheet alone. The product has a
// declaration of its own (probes/iis/windows); the two are kept apart on purpose, so that a slot
// in the wrong place on either side is seen.
//
// Slots 0 to 2 are IUnknown's everywhere; the order of the rest is the order below.
namespace deepalive::standins {

struct IAppHostElement;
struct IAppHostProperty;
struct IAppHostMethod;
struct IAppHostMethodInstance;

// Not offered by the stand-in, only named in its signatures.
struct IAppHostConfigManager;
struct IAppHostElementSchema;
struct IAppHostCollectionSchema;
struct IAppHostPropertySchema;
struct IAppHostMethodSchema;
struct IAppHostPropertyException;

inline constexpr CLSID kAdminManagerClass = {
    0x228FB8F7, 0xFB53, 0x4FD5, {0x8C, 0x7B, 0xFF, 0x59, 0xDE, 0x60, 0x6C, 0x5B}};
inline constexpr CLSID kWritableAdminManagerClass = {
    0x2B72133B, 0x3F5B, 0x4602, {0x89, 0x52, 0x80, 0x35, 0x46, 0xCE, 0x33, 0x44}};

struct IAppHostElementCollection : IUnknown {
  static constexpr IID kId = {
      0xC8550BFF, 0x5281, 0x4B1E, {0xAC, 0x34, 0x99, 0xB6, 0xFA, 0x38, 0x46, 0x4D}};
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD* count) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT index, IAppHostElement** element) = 0;
  virtual HRESULT STDMETHODCALLTYPE AddElement(IAppHostElement* element, INT position) = 0;
  virtual HRESULT STDMETHODCALLTYPE DeleteElement(VARIANT index) = 0;
  virtual HRESULT STDMETHODCALLTYPE Clear() = 0;
  virtual HRESULT STDMETHODCALLTYPE CreateNewElement(BSTR name, IAppHostElement** element) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Schema(IAppHostCollectionSchema** schema) = 0;
};

struct IAppHostChildElementCollection : IUnknown {
  static constexpr IID kId = {
      0x08A90F5F, 0x0702, 0x48D6, {0xB4, 0x5F, 0x02, 0xA9, 0x88, 0x5A, 0x97, 0x68}};
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD* count) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT index, IAppHostElement** element) = 0;
};

struct IAppHostPropertyCollection : IUnknown {
  static constexpr IID kId = {
      0x0191775E, 0xBCFF, 0x445A, {0xB4, 0xF4, 0x3B, 0xDD, 0xA5, 0x4E, 0x28, 0x16}};
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD* count) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT index, IAppHostProperty** property) = 0;
};

struct IAppHostMethodCollection : IUnknown {
  static constexpr IID kId = {
      0xD6C7CD8F, 0xBB8D, 0x4F96, {0xB5, 0x91, 0xD3, 0xA5, 0xF1, 0x32, 0x02, 0x69}};
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD* count) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT index, IAppHostMethod** method) = 0;
};

struct IAppHostElement : IUnknown {
  static constexpr IID kId = {
      0x64FF8CCC, 0xB287, 0x4DAE, {0xB0, 0x8A, 0xA7, 0x2C, 0xBF, 0x45, 0xF4, 0x53}};
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Collection(IAppHostElementCollection** collection) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Properties(IAppHostPropertyCollection** properties) = 0;
  virtual HRESULT STDMETHODCALLTYPE
  get_ChildElements(IAppHostChildElementCollection** elements) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR type, VARIANT* value) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR type, VARIANT value) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Schema(IAppHostElementSchema** schema) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetElementByName(BSTR name, IAppHostElement** element) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetPropertyByName(BSTR name, IAppHostProperty** property) = 0;
  virtual HRESULT STDMETHODCALLTYPE Clear() = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Methods(IAppHostMethodCollection** methods) = 0;
};

struct IAppHostProperty : IUnknown {
  static constexpr IID kId = {
      0xED35F7A1, 0x5024, 0x4E7B, {0xA4, 0x4D, 0x07, 0xDD, 0xAF, 0x4B, 0x52, 0x4D}};
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Value(VARIANT* value) = 0;
  virtual HRESULT STDMETHODCALLTYPE put_Value(VARIANT value) = 0;
  virtual HRESULT STDMETHODCALLTYPE Clear() = 0;
  virtual HRESULT STDMETHODCALLTYPE get_StringValue(BSTR* value) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Exception(IAppHostPropertyException** exception) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR type, VARIANT* value) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR type, VARIANT value) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Schema(IAppHostPropertySchema** schema) = 0;
};

struct IAppHostMethod : IUnknown {
  static constexpr IID kId = {
      0x7883CA1C, 0x1112, 0x4447, {0x84, 0xC3, 0x52, 0xFB, 0xEB, 0x38, 0x06, 0x9D}};
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Schema(IAppHostMethodSchema** schema) = 0;
  virtual HRESULT STDMETHODCALLTYPE CreateInstance(IAppHostMethodInstance** instance) = 0;
};

struct IAppHostMethodInstance : IUnknown {
  static constexpr IID kId = {
      0xB80F3C42, 0x60E0, 0x4AE0, {0x90, 0x07, 0xF5, 0x28, 0x52, 0xD3, 0xDB, 0xED}};
  virtual HRESULT STDMETHODCALLTYPE get_Input(IAppHostElement** input) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_Output(IAppHostElement** output) = 0;
  virtual HRESULT STDMETHODCALLTYPE Execute() = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR type, VARIANT* value) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR type, VARIANT value) = 0;
};

struct IAppHostAdminManager : IUnknown {
  static constexpr IID kId = {
      0x9BE77978, 0x73ED, 0x4A9A, {0x87, 0xFD, 0x13, 0xF0, 0x9F, 0xEC, 0x1B, 0x13}};
  virtual HRESULT STDMETHODCALLTYPE GetAdminSection(BSTR section, BSTR path,
                                                    IAppHostElement** element) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR type, VARIANT* value) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR type, VARIANT value) = 0;
  virtual HRESULT STDMETHODCALLTYPE get_ConfigManager(IAppHostConfigManager** manager) = 0;
};

struct IAppHostWritableAdminManager : IAppHostAdminManager {
  static constexpr IID kId = {
      0xFA7660F6, 0x7B3F, 0x4237, {0xA8, 0xBF, 0xED, 0x0A, 0xD0, 0xDC, 0xBB, 0xD9}};
  virtual HRESULT STDMETHODCALLTYPE CommitChanges() = 0;
  virtual HRESULT STDMETHODCALLTYPE get_CommitPath(BSTR* path) = 0;
  virtual HRESULT STDMETHODCALLTYPE put_CommitPath(BSTR path) = 0;
};

}  // namespace deepalive::standins
