#pragma once

#include <windows.h>  // before oleauto.h, which needs it

#include <oleauto.h>

// The interfaces of the IIS administration API that we use, declared by hand: mingw-w64 has
// no ahadmin.h. Each table is complete and in the exact order of its slots, also where we call only
// some of them; slots 0 to 2 are IUnknown's. A test compares the slots with Microsoft's numbers.
// Interfaces that are only passed through stay declared and not defined.
namespace deepalive::probes::ahadmin {

struct IAppHostConfigManager;
struct IAppHostPropertyCollection;
struct IAppHostChildElementCollection;
struct IAppHostMethodSchema;
struct IAppHostElementSchema;
struct IAppHostCollectionSchema;
struct IAppHostPropertySchema;
struct IAppHostPropertyException;
struct IAppHostElement;

inline constexpr CLSID kAdminManagerClass = {
    0x228FB8F7, 0xFB53, 0x4FD5, {0x8C, 0x7B, 0xFF, 0x59, 0xDE, 0x60, 0x6C, 0x5B}};
inline constexpr IID kAdminManagerInterface = {
    0x9BE77978, 0x73ED, 0x4A9A, {0x87, 0xFD, 0x13, 0xF0, 0x9F, 0xEC, 0x1B, 0x13}};

// Start and Stop need no commit and can be called through either class (iis-admin.md, 2.2); this is
// the one that is made for changing something.
inline constexpr CLSID kWritableAdminManagerClass = {
    0x2B72133B, 0x3F5B, 0x4602, {0x89, 0x52, 0x80, 0x35, 0x46, 0xCE, 0x33, 0x44}};
inline constexpr IID kWritableAdminManagerInterface = {
    0xFA7660F6, 0x7B3F, 0x4237, {0xA8, 0xBF, 0xED, 0x0A, 0xD0, 0xDC, 0xBB, 0xD9}};

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

struct IAppHostMethodInstance : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Input(IAppHostElement** input) = 0;      // 3
  virtual HRESULT STDMETHODCALLTYPE get_Output(IAppHostElement** output) = 0;    // 4
  virtual HRESULT STDMETHODCALLTYPE Execute() = 0;                               // 5
  virtual HRESULT STDMETHODCALLTYPE GetMetadata(BSTR type, VARIANT* value) = 0;  // 6
  virtual HRESULT STDMETHODCALLTYPE SetMetadata(BSTR type, VARIANT value) = 0;   // 7
};

struct IAppHostMethod : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) = 0;                               // 3
  virtual HRESULT STDMETHODCALLTYPE get_Schema(IAppHostMethodSchema** schema) = 0;          // 4
  virtual HRESULT STDMETHODCALLTYPE CreateInstance(IAppHostMethodInstance** instance) = 0;  // 5
};

// Items by position or by name; an unknown name is 0x80070585.
struct IAppHostMethodCollection : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE get_Count(DWORD* count) = 0;                           // 3
  virtual HRESULT STDMETHODCALLTYPE get_Item(VARIANT index, IAppHostMethod** method) = 0;  // 4
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

struct IAppHostWritableAdminManager : IAppHostAdminManager {
  virtual HRESULT STDMETHODCALLTYPE CommitChanges() = 0;             // 7
  virtual HRESULT STDMETHODCALLTYPE get_CommitPath(BSTR* path) = 0;  // 8
  virtual HRESULT STDMETHODCALLTYPE put_CommitPath(BSTR path) = 0;   // 9
};

}  // namespace deepalive::probes::ahadmin
