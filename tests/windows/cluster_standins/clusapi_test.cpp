#include <cstring>

#include "tests/windows/cluster_standins/rhs_fixture.h"

namespace deepalive::standins::test {
namespace {

template <class Function>
Function* import(const char* name) {
  FARPROC found = GetProcAddress(GetModuleHandleW(L"clusapi.dll"), name);
  return reinterpret_cast<Function*>(reinterpret_cast<void*>(found));
}

class TheClusterDatabase : public Rhs {
 protected:
  HKEY open(HKEY parent, const wchar_t* path, REGSAM access) {
    HKEY key = nullptr;
    EXPECT_EQ(open_(parent, path, access, &key), ERROR_SUCCESS);
    return key;
  }

  DWORD set_text(HKEY key, const wchar_t* name, const wchar_t* text) {
    return set_(key, name, REG_SZ, reinterpret_cast<const BYTE*>(text),
                static_cast<DWORD>((std::wcslen(text) + 1) * sizeof(wchar_t)));
  }

  LONG(WINAPI* const open_)
  (HKEY, LPCWSTR, REGSAM,
   HKEY*) = import <LONG WINAPI(HKEY, LPCWSTR, REGSAM, HKEY*)>("ClusterRegOpenKey");
  LONG(WINAPI* const create_)
  (HKEY, LPCWSTR, DWORD, REGSAM, LPSECURITY_ATTRIBUTES, HKEY*, DWORD*) =
      import <LONG WINAPI(HKEY, LPCWSTR, DWORD, REGSAM, LPSECURITY_ATTRIBUTES, HKEY*, DWORD*)>(
          "ClusterRegCreateKey");
  LONG(WINAPI* const close_)(HKEY) = import <LONG WINAPI(HKEY)>("ClusterRegCloseKey");
  LONG(WINAPI* const query_)
  (HKEY, LPCWSTR, DWORD*, BYTE*,
   DWORD*) = import <LONG WINAPI(HKEY, LPCWSTR, DWORD*, BYTE*, DWORD*)>("ClusterRegQueryValue");
  DWORD(WINAPI* const set_)
  (HKEY, LPCWSTR, DWORD, const BYTE*,
   DWORD) = import <DWORD WINAPI(HKEY, LPCWSTR, DWORD, const BYTE*, DWORD)>("ClusterRegSetValue");
  DWORD(WINAPI* const delete_)
  (HKEY, LPCWSTR) = import <DWORD WINAPI(HKEY, LPCWSTR)>("ClusterRegDeleteValue");
  DWORD(WINAPI* const enumerate_)
  (HKEY, DWORD, LPWSTR, DWORD*, DWORD*, BYTE*, DWORD*) =
      import <DWORD WINAPI(HKEY, DWORD, LPWSTR, DWORD*, DWORD*, BYTE*, DWORD*)>(
          "ClusterRegEnumValue");
  const HKEY resource_ = key(L"shop");
};

TEST_F(TheClusterDatabase, KeepsValuesByNameWithoutCase) {
  HKEY parameters = open(resource_, L"parameters", KEY_ALL_ACCESS);
  EXPECT_EQ(set_text(parameters, L"Role", L"shop"), static_cast<DWORD>(ERROR_SUCCESS));
  EXPECT_EQ(registry_.text(resource_, L"ROLE"), L"shop");
  EXPECT_EQ(registry_.number(resource_, L"Role"), std::nullopt);
  EXPECT_EQ(delete_(parameters, L"role"), static_cast<DWORD>(ERROR_SUCCESS));
  EXPECT_EQ(delete_(parameters, L"role"), static_cast<DWORD>(ERROR_FILE_NOT_FOUND));
  close_(parameters);
}

TEST_F(TheClusterDatabase, AnswersAQueryBySizeFirst) {
  registry_.set(resource_, L"Role", L"shop");
  HKEY parameters = open(resource_, L"Parameters", KEY_READ);
  DWORD type = 0;
  DWORD size = 0;
  EXPECT_EQ(query_(parameters, L"Role", &type, nullptr, &size), ERROR_SUCCESS);
  EXPECT_EQ(type, static_cast<DWORD>(REG_SZ));
  EXPECT_EQ(size, 10U);
  BYTE room[10];
  size = 9;
  EXPECT_EQ(query_(parameters, L"Role", &type, room, &size), ERROR_MORE_DATA);
  EXPECT_EQ(size, 10U);
  EXPECT_EQ(query_(parameters, L"Role", nullptr, room, &size), ERROR_SUCCESS);
  EXPECT_EQ(std::memcmp(room, L"shop", 10), 0);
  EXPECT_EQ(query_(parameters, L"None", nullptr, nullptr, &size), ERROR_FILE_NOT_FOUND);
  close_(parameters);
}

TEST_F(TheClusterDatabase, ChecksTheAccessAKeyWasOpenedWith) {
  HKEY reader = open(resource_, L"Parameters", KEY_READ);
  EXPECT_EQ(set_text(reader, L"Role", L"x"), static_cast<DWORD>(ERROR_ACCESS_DENIED));
  EXPECT_EQ(delete_(reader, L"Role"), static_cast<DWORD>(ERROR_ACCESS_DENIED));
  close_(reader);
  EXPECT_EQ(set_text(reader, L"Role", L"x"), static_cast<DWORD>(ERROR_INVALID_HANDLE));
  EXPECT_EQ(close_(reader), ERROR_INVALID_HANDLE);
}

TEST_F(TheClusterDatabase, MakesAKeyOnceAndOpensOnlyWhatIsThere) {
  HKEY first = nullptr;
  HKEY second = nullptr;
  DWORD disposition = 0;
  EXPECT_EQ(open_(resource_, L"Own", KEY_READ, &first), ERROR_FILE_NOT_FOUND);
  EXPECT_EQ(create_(resource_, L"Own", 0, KEY_READ, nullptr, &first, &disposition), ERROR_SUCCESS);
  EXPECT_EQ(disposition, static_cast<DWORD>(REG_CREATED_NEW_KEY));
  EXPECT_EQ(create_(resource_, L"OWN", 0, KEY_READ, nullptr, &second, &disposition), ERROR_SUCCESS);
  EXPECT_EQ(disposition, static_cast<DWORD>(REG_OPENED_EXISTING_KEY));
  EXPECT_NE(first, second);
  const std::uint32_t open_keys = registry_.open_keys();
  close_(first);
  close_(second);
  EXPECT_EQ(registry_.open_keys(), open_keys - 2);
}

TEST_F(TheClusterDatabase, ListsItsValues) {
  registry_.set(resource_, L"Role", L"shop");
  registry_.set(resource_, L"HoldTime", 30);
  HKEY parameters = open(resource_, L"Parameters", KEY_READ);
  wchar_t name[9];
  DWORD name_size = 8;  // one too few
  EXPECT_EQ(enumerate_(parameters, 0, name, &name_size, nullptr, nullptr, nullptr),
            static_cast<DWORD>(ERROR_MORE_DATA));
  DWORD type = 0;
  DWORD value = 0;
  DWORD size = sizeof(value);
  name_size = 9;
  EXPECT_EQ(
      enumerate_(parameters, 0, name, &name_size, &type, reinterpret_cast<BYTE*>(&value), &size),
      static_cast<DWORD>(ERROR_SUCCESS));
  EXPECT_STREQ(name, L"HoldTime");
  EXPECT_EQ(name_size, 8U);
  EXPECT_EQ(value, 30U);
  name_size = 9;
  EXPECT_EQ(enumerate_(parameters, 2, name, &name_size, nullptr, nullptr, nullptr),
            static_cast<DWORD>(ERROR_NO_MORE_ITEMS));
  close_(parameters);
}

TEST_F(TheClusterDatabase, IsTheOneThatTheImportsOfADllLoadedLaterMeet) {
  registry_.set(resource_, L"Steps", 7);
  RhsHost host(good());
  {
    RhsResource resource(host, L"shop", resource_);
    EXPECT_TRUE(resource.online().done);
  }
  EXPECT_TRUE(host.record().logged(L"after 7 steps"));
}

TEST_F(TheClusterDatabase, OfAnotherMakeIsRefused) {
  wchar_t system[MAX_PATH];
  GetSystemDirectoryW(system, MAX_PATH);
  EXPECT_THROW(ClusterRegistry(std::filesystem::path(system) / L"kernel32.dll"),
               std::runtime_error);
  EXPECT_THROW(ClusterRegistry(L"C:\\nowhere\\clusapi.dll"), std::runtime_error);
}

}  // namespace
}  // namespace deepalive::standins::test
