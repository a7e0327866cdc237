#pragma once

#include <windows.h>  // before oleauto.h, which needs it

#include <oleauto.h>

// The interfaces of the IIS administration API that reading needs, declared by hand: mingw-w64 has
// no ahadmin.h. Each table is complete and in the exact order of its slots, also where we call only
// some of them; slots 0 to 2 are IUnknown's. A test compares the slots with Microsoft's numbers.
// Interfaces that are only passed through stay declared and not defined.
namespace deepalive::probes::ahadmin {

struct IAppHostConfigManager;
struct IAppHostPropertyCollection;
struct IAppHostChildElementCollection;
struct IAppHostMethodCollection;
struct IAppHostElementSchema;
struct IAppHostCollectionSchema;
struct IAppHostPropertySchema;
struct IAppHostPropertyException;
struct IAppHostElement;

inline constexpr CLSID kAdminManagerClass = {
    0x228FB8F7, 0xFB53, 0x4FD5, {0x8C, 0x7B, 0xFF, 0x59, 0xDE, 0x60, 0x6C, 0x5B}};
inline constexpr IID kAdminManagerInterface = {
    0x9BE77978, 0x73ED, 0x4A9A, {0x87, 0xFD, 0x13, 0xF0, 0x9F, 0xEC, 0x1B, 0x13}};

struct IAppHostProperty : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) = 0;                                  // 3
  virtual HRESULT STDMETHODCALLTYPE get_Value(VARIANT* value) = 0;                             // 4
  virtual HRESULT STDMETHODCALLTYPE put_Value(VARIANT value) = 0;                              // 5
  virtual HRESULT STDMETHODCALLTYPE Clear() = 0;                                               // 6
  virtual HRESULT STDMETHODCALLTYPE get_StringValue(BSTR* value) = 0;                          // 7
  virtual HRESULT STDMETHODCALLTYPE get_Exception(IAppHostPropertyException** exception) = 0;  // 8
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR type, VARIANT* value) = 0;                // 9
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR type, VARIANT value) = 0;                 // 10
  virtual HRESULT STDMETHODCALLTYPE get_Schema(IAppHostPropertySchema** schema) = 0;           // 11
};

struct IAppHostElementCollection : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD* count) = 0;                             // 3
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT index, IAppHostElement** element) = 0;  // 4
  virtual HRESULT STDMETHODCALLTYPE AddElement(IAppHostElement* element, INT position) = 0;  // 5
  virtual HRESULT STDMETHODCALLTYPE DeleteElement(VARIANT index) = 0;                        // 6
  virtual HRESULT STDMETHODCALLTYPE Clear() = 0;                                             // 7
  virtual HRESULT STDMETHODCALLTYPE CreateNewElement(BSTR name,
                                                     IAppHostElement** element) = 0;    // 8
  virtual HRESULT STDMETHODCALLTYPE get_Schema(IAppHostCollectionSchema** schema) = 0;  // 9
};

// get_Collection, get_ChildElements and get_Methods may succeed with null: there is none.
struct IAppHostElement : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) = 0;  // 3
  virtual HRESULT STDMETHODCALLTYPE
  get_Collection(IAppHostElementCollection** collection) = 0;  // 4
  virtual HRESULT STDMETHODCALLTYPE
  get_Properties(IAppHostPropertyCollection** properties) = 0;  // 5
  virtual HRESULT STDMETHODCALLTYPE
  get_ChildElements(IAppHostChildElementCollection** elements) = 0;                  // 6
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR type, VARIANT* value) = 0;      // 7
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR type, VARIANT value) = 0;       // 8
  virtual HRESULT STDMETHODCALLTYPE get_Schema(IAppHostElementSchema** schema) = 0;  // 9
  virtual HRESULT STDMETHODCALLTYPE GetElementByName(BSTR name,
                                                     IAppHostElement** element) = 0;  // 10
  virtual HRESULT STDMETHODCALLTYPE GetPropertyByName(BSTR name,
                                                      IAppHostProperty** property) = 0;   // 11
  virtual HRESULT STDMETHODCALLTYPE Clear() = 0;                                          // 12
  virtual HRESULT STDMETHODCALLTYPE get_Methods(IAppHostMethodCollection** methods) = 0;  // 13
};

struct IAppHostAdminManager : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE GetAdminSection(BSTR section, BSTR path,
                                                    IAppHostElement** element) = 0;          // 3
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR type, VARIANT* value) = 0;              // 4
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR type, VARIANT value) = 0;               // 5
  virtual HRESULT STDMETHODCALLTYPE get_ConfigManager(IAppHostConfigManager** manager) = 0;  // 6
};

}  // namespace deepalive::probes::ahadmin
