#include <windows.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

// The cluster database of one process, and the functions of clusapi.dll that a resource DLL of ours
// calls. Names are compared without regard to case; the access a key was opened with is checked.
namespace {

struct WithoutCase {
  bool operator()(const std::wstring& left, const std::wstring& right) const {
    return CompareStringOrdinal(left.data(), static_cast<int>(left.size()), right.data(),
                                static_cast<int>(right.size()), TRUE) == CSTR_LESS_THAN;
  }
};

struct Value {
  DWORD type = 0;
  std::vector<BYTE> data;
};

struct Key {
  std::map<std::wstring, std::shared_ptr<Key>, WithoutCase> keys;
  std::map<std::wstring, Value, WithoutCase> values;
};

struct OpenKey {
  std::shared_ptr<Key> key;
  REGSAM access;
};

struct Database {
  std::mutex mutex;
  std::shared_ptr<Key> root = std::make_shared<Key>();
  std::map<HKEY, OpenKey> open;
  ULONG_PTR last_handle = 0x10000;
  std::set<DWORD> readers_only;  // threads in an entry point that may not write
  DWORD forbidden_writes = 0;
};

Database& database() {
  static auto* const the_one = new Database;  // outlives the threads of whoever loaded it
  return *the_one;
}

HKEY hand_out(Database& db, std::shared_ptr<Key> key, REGSAM access) {
  HKEY handle = reinterpret_cast<HKEY>(db.last_handle += 4);
  db.open[handle] = {std::move(key), access};
  return handle;
}

OpenKey* find(Database& db, HKEY handle) {
  const auto found = db.open.find(handle);
  return found == db.open.end() ? nullptr : &found->second;
}

// A path of several names is walked; what is missing is made when `create` says so.
std::shared_ptr<Key> walk(std::shared_ptr<Key> key, const std::wstring& path, bool create,
                          bool* created = nullptr) {
  for (std::size_t begin = 0; key && begin <= path.size();) {
    const std::size_t end = std::min(path.find(L'\\', begin), path.size());
    const std::wstring name = path.substr(begin, end - begin);
    begin = end + 1;
    if (name.empty()) continue;
    const auto found = key->keys.find(name);
    if (found != key->keys.end()) {
      key = found->second;
    } else if (create) {
      key = key->keys[name] = std::make_shared<Key>();
      if (created != nullptr) *created = true;
    } else {
      key = nullptr;
    }
  }
  return key;
}

void note_write(Database& db) {
  // Told to the host only; the write is done, as a cluster would try to.
  if (db.readers_only.contains(GetCurrentThreadId())) ++db.forbidden_writes;
}

LONG give(const Value& value, DWORD* type, BYTE* data, DWORD* size) {
  if (type != nullptr) *type = value.type;
  if (size == nullptr) return data == nullptr ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;
  const DWORD room = *size;
  *size = static_cast<DWORD>(value.data.size());
  if (data == nullptr) return ERROR_SUCCESS;
  if (room < value.data.size()) return ERROR_MORE_DATA;
  if (!value.data.empty()) std::memcpy(data, value.data.data(), value.data.size());
  return ERROR_SUCCESS;
}

}  // namespace

extern "C" {

LONG WINAPI ClusterRegOpenKey(HKEY parent, LPCWSTR path, REGSAM access, HKEY* result) {
  Database& db = database();
  const std::lock_guard lock(db.mutex);
  const OpenKey* open = find(db, parent);
  if (open == nullptr) return ERROR_INVALID_HANDLE;
  if (path == nullptr || result == nullptr) return ERROR_INVALID_PARAMETER;
  std::shared_ptr<Key> key = walk(open->key, path, false);
  if (!key) return ERROR_FILE_NOT_FOUND;
  *result = hand_out(db, std::move(key), access);
  return ERROR_SUCCESS;
}

LONG WINAPI ClusterRegCreateKey(HKEY parent, LPCWSTR path, DWORD, REGSAM access,
                                LPSECURITY_ATTRIBUTES, HKEY* result, DWORD* disposition) {
  Database& db = database();
  const std::lock_guard lock(db.mutex);
  const OpenKey* open = find(db, parent);
  if (open == nullptr) return ERROR_INVALID_HANDLE;
  if (path == nullptr || result == nullptr) return ERROR_INVALID_PARAMETER;
  if ((open->access & KEY_CREATE_SUB_KEY) == 0) return ERROR_ACCESS_DENIED;
  note_write(db);
  bool created = false;
  std::shared_ptr<Key> key = walk(open->key, path, true, &created);
  *result = hand_out(db, std::move(key), access);
  if (disposition != nullptr)
    *disposition = created ? REG_CREATED_NEW_KEY : REG_OPENED_EXISTING_KEY;
  return ERROR_SUCCESS;
}

LONG WINAPI ClusterRegCloseKey(HKEY key) {
  Database& db = database();
  const std::lock_guard lock(db.mutex);
  return db.open.erase(key) == 1 ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
}

LONG WINAPI ClusterRegQueryValue(HKEY key, LPCWSTR name, DWORD* type, BYTE* data, DWORD* size) {
  Database& db = database();
  const std::lock_guard lock(db.mutex);
  const OpenKey* open = find(db, key);
  if (open == nullptr) return ERROR_INVALID_HANDLE;
  if ((open->access & KEY_QUERY_VALUE) == 0) return ERROR_ACCESS_DENIED;
  const auto found = open->key->values.find(name == nullptr ? L"" : name);
  if (found == open->key->values.end()) return ERROR_FILE_NOT_FOUND;
  return give(found->second, type, data, size);
}

DWORD WINAPI ClusterRegSetValue(HKEY key, LPCWSTR name, DWORD type, const BYTE* data, DWORD size) {
  Database& db = database();
  const std::lock_guard lock(db.mutex);
  const OpenKey* open = find(db, key);
  if (open == nullptr) return ERROR_INVALID_HANDLE;
  if ((open->access & KEY_SET_VALUE) == 0) return ERROR_ACCESS_DENIED;
  if (data == nullptr && size != 0) return ERROR_INVALID_PARAMETER;
  note_write(db);
  open->key->values[name == nullptr ? L"" : name] = {type, {data, data + size}};
  return ERROR_SUCCESS;
}

DWORD WINAPI ClusterRegDeleteValue(HKEY key, LPCWSTR name) {
  Database& db = database();
  const std::lock_guard lock(db.mutex);
  const OpenKey* open = find(db, key);
  if (open == nullptr) return ERROR_INVALID_HANDLE;
  if ((open->access & KEY_SET_VALUE) == 0) return ERROR_ACCESS_DENIED;
  note_write(db);
  const bool was_there = open->key->values.erase(name == nullptr ? L"" : name) == 1;
  return was_there ? ERROR_SUCCESS : ERROR_FILE_NOT_FOUND;
}

DWORD WINAPI ClusterRegEnumValue(HKEY key, DWORD index, LPWSTR name, DWORD* name_size, DWORD* type,
                                 BYTE* data, DWORD* size) {
  Database& db = database();
  const std::lock_guard lock(db.mutex);
  const OpenKey* open = find(db, key);
  if (open == nullptr) return ERROR_INVALID_HANDLE;
  if ((open->access & KEY_QUERY_VALUE) == 0) return ERROR_ACCESS_DENIED;
  if (name == nullptr || name_size == nullptr) return ERROR_INVALID_PARAMETER;
  if (index >= open->key->values.size()) return ERROR_NO_MORE_ITEMS;
  const auto& [found, value] = *std::next(open->key->values.begin(), index);
  const DWORD room = *name_size;
  *name_size = static_cast<DWORD>(found.size());  // without the terminator
  if (room <= found.size()) return ERROR_MORE_DATA;
  std::memcpy(name, found.c_str(), (found.size() + 1) * sizeof(wchar_t));
  return static_cast<DWORD>(give(value, type, data, size));
}

// For tests: the key of a resource, made with its Parameters when it is not there, with all access.
HKEY WINAPI StandinResourceKey(LPCWSTR resource) {
  Database& db = database();
  const std::lock_guard lock(db.mutex);
  std::shared_ptr<Key> key = walk(db.root, std::wstring(L"Resources\\") + resource, true);
  walk(key, L"Parameters", true);
  return hand_out(db, std::move(key), KEY_ALL_ACCESS);
}

// How many handles have been given out and not closed.
DWORD WINAPI StandinOpenKeys() {
  Database& db = database();
  const std::lock_guard lock(db.mutex);
  return static_cast<DWORD>(db.open.size());
}

// The calling thread is, or is no longer, in an entry point from which the documentation forbids
// ClusterRegSetValue and ClusterRegCreateKey.
void WINAPI StandinForbidWrites(BOOL forbid) {
  Database& db = database();
  const std::lock_guard lock(db.mutex);
  if (forbid) {
    db.readers_only.insert(GetCurrentThreadId());
  } else {
    db.readers_only.erase(GetCurrentThreadId());
  }
}

// How many writes were made all the same.
DWORD WINAPI StandinForbiddenWrites() {
  Database& db = database();
  const std::lock_guard lock(db.mutex);
  return db.forbidden_writes;
}
}
