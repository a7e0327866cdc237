#include "tests/standins/world/world.h"

#include <mutex>

#include "tests/standins/world/text.h"

namespace deepalive::standins {
namespace {

[[noreturn]] void fail(const std::wstring& what, const std::wstring& path) {
  const DWORD code = GetLastError();
  throw WorldError(narrow(what + L" '" + path + L"' (error " + std::to_wstring(code) +
                          L"). Make it with: standin_ctl init FILE.yaml --world PATH"));
}

std::wstring full_path(const std::wstring& path) {
  wchar_t full[MAX_PATH * 4];
  const DWORD size = GetFullPathNameW(path.c_str(), ARRAYSIZE(full), full, nullptr);
  if (size == 0 || size >= ARRAYSIZE(full)) fail(L"no usable path:", path);
  return full;
}

// One mutex per file, whatever the spelling of its name and the session of the process.
std::wstring mutex_name(const std::wstring& path) {
  std::uint64_t hash = 1469598103934665603ULL;
  for (const wchar_t c : path)
    hash = (hash ^ static_cast<std::uint64_t>(towlower(c))) * 1099511628211ULL;
  return L"Global\\deepalive-standin-" + std::to_wstring(hash);
}

}  // namespace

std::optional<std::wstring> World::registered_path() {
  wchar_t path[MAX_PATH * 4];
  DWORD size = sizeof(path);
  if (RegGetValueW(HKEY_LOCAL_MACHINE, kRegistryKey, kRegistryValue, RRF_RT_REG_SZ, nullptr, path,
                   &size) != ERROR_SUCCESS) {
    return std::nullopt;
  }
  return path;
}

std::optional<std::wstring> World::current_path() {
  wchar_t path[MAX_PATH * 4];
  const DWORD size = GetEnvironmentVariableW(kVariable, path, ARRAYSIZE(path));
  if (size > 0 && size < ARRAYSIZE(path)) return path;
  return registered_path();
}

void World::register_path(const std::wstring& path) {
  const std::wstring full = full_path(path);
  const LSTATUS status =
      RegSetKeyValueW(HKEY_LOCAL_MACHINE, kRegistryKey, kRegistryValue, REG_SZ, full.c_str(),
                      static_cast<DWORD>((full.size() + 1) * sizeof(wchar_t)));
  if (status != ERROR_SUCCESS) {
    throw WorldError("cannot write HKLM\\Software\\DeepAliveStandin, error " +
                     std::to_string(status));
  }
}

void World::unregister_path() { RegDeleteTreeW(HKEY_LOCAL_MACHINE, kRegistryKey); }

std::shared_ptr<World> World::open(const std::wstring& path, Mode mode) {
  std::shared_ptr<World> world(new World(full_path(path)));
  world->map(mode);
  return world;
}

std::shared_ptr<World> World::current() {
  static std::mutex mutex;
  static std::shared_ptr<World> opened;
  const auto path = current_path();
  if (!path) {
    throw WorldError(
        "no stand-in world: set DEEPALIVE_STANDIN_WORLD, or run standin_ctl init and register");
  }
  const std::wstring full = full_path(*path);
  const std::lock_guard lock(mutex);
  if (!opened || opened->path() != full) opened = open(full);
  return opened;
}

World::World(std::wstring path) : path_(std::move(path)) {}

void World::map(Mode mode) {
  file_ = CreateFileW(path_.c_str(), GENERIC_READ | GENERIC_WRITE,
                      FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                      mode == Mode::create ? OPEN_ALWAYS : OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL,
                      nullptr);
  if (file_ == INVALID_HANDLE_VALUE) fail(L"cannot open the stand-in world", path_);
  LARGE_INTEGER size{};
  GetFileSizeEx(file_, &size);
  if (mode == Mode::existing && size.QuadPart < static_cast<LONGLONG>(sizeof(WorldState))) {
    SetLastError(ERROR_FILE_CORRUPT);
    fail(L"this is no stand-in world, or one of another version:", path_);
  }
  mutex_ = CreateMutexW(nullptr, FALSE, mutex_name(path_).c_str());
  if (mutex_ == nullptr) fail(L"no mutex for the stand-in world", path_);
  section_ = CreateFileMappingW(file_, nullptr, PAGE_READWRITE, 0, sizeof(WorldState), nullptr);
  if (section_ == nullptr) fail(L"cannot map the stand-in world", path_);
  state_ = static_cast<WorldState*>(MapViewOfFile(section_, FILE_MAP_ALL_ACCESS, 0, 0, 0));
  if (state_ == nullptr) fail(L"cannot map the stand-in world", path_);
  if (mode == Mode::create) {
    write([](WorldState& state) {
      if (state.magic == kWorldMagic && state.layout == kWorldLayout) return;
      state.magic = kWorldMagic;
      state.layout = kWorldLayout;
      state.stopped_hresult = HRESULT_FROM_WIN32(ERROR_SERVICE_NOT_ACTIVE);
      state.next_process_id = 4000;
    });
  } else if (state_->magic != kWorldMagic || state_->layout != kWorldLayout) {
    SetLastError(ERROR_FILE_CORRUPT);
    fail(L"this is no stand-in world, or one of another version:", path_);
  }
}

World::~World() {
  if (state_ != nullptr) UnmapViewOfFile(state_);
  if (section_ != nullptr) CloseHandle(section_);
  if (mutex_ != nullptr) CloseHandle(mutex_);
  if (file_ != INVALID_HANDLE_VALUE) CloseHandle(file_);
}

World::Writing::Writing(const World& world) : world_(world) {
  // WAIT_ABANDONED gives the mutex too; an odd number then tells of the killed writer.
  WaitForSingleObject(world_.mutex_, INFINITE);
  auto& sequence = world_.state_->sequence;
  sequence.store(sequence.load(std::memory_order_relaxed) | 1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
}

World::Writing::~Writing() {
  auto& sequence = world_.state_->sequence;
  sequence.store(sequence.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  ReleaseMutex(world_.mutex_);
}

Client* World::client() {
  if (Client* known = client_.load()) return known;
  Client* mine = write([](WorldState& state) -> Client* {
    const DWORD self = GetCurrentProcessId();
    Client* free = nullptr;
    for (Client& client : state.clients) {
      if (client.process_id == self) return &client;
      if (free == nullptr && !process_is_alive(client.process_id)) free = &client;
    }
    if (free != nullptr) {
      free->live_objects = 0;
      free->process_id = self;
    }
    return free;
  });
  client_.store(mine);
  return mine;
}

bool process_is_alive(std::uint32_t process_id) {
  if (process_id == 0) return false;
  HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, process_id);
  if (process == nullptr) return false;
  const bool alive = WaitForSingleObject(process, 0) == WAIT_TIMEOUT;
  CloseHandle(process);
  return alive;
}

}  // namespace deepalive::standins
