#pragma once

#include <windows.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/standins/world/world_state.h"

namespace deepalive::standins {

// What went wrong and what to do about it, for a person.
class WorldError : public std::runtime_error {
 public:
  explicit WorldError(const std::string& what) : std::runtime_error(what) {}
};

// The pretended node, shared by every process that opens the same file.
//
// Any thread and any process may read and write at once. Readers take no lock: they repeat when a
// writer came between. Writers exclude one another by a named mutex; one that was killed in the
// middle leaves its change half done, and the next writer goes on.
class World {
 public:
  static constexpr wchar_t kVariable[] = L"DEEPALIVE_STANDIN_WORLD";
  static constexpr wchar_t kRegistryKey[] = L"Software\\DeepAliveStandin";
  static constexpr wchar_t kRegistryValue[] = L"World";

  // The file that this process should use: the variable, or HKLM's value for services.
  static std::optional<std::wstring> current_path();
  static std::optional<std::wstring> registered_path();
  static void register_path(const std::wstring& path);
  static void unregister_path();

  // `create` makes the file, empty of sites, unless it is there already. Throws WorldError.
  enum class Mode { existing, create };
  static std::shared_ptr<World> open(const std::wstring& path, Mode mode = Mode::existing);
  // The one of current_path(), opened once per process and path.
  static std::shared_ptr<World> current();

  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  const std::wstring& path() const { return path_; }

  // `look(const WorldState&)` runs until nobody wrote meanwhile; it must only copy out.
  template <typename Look>
  auto read(Look&& look) const {
    for (int tries = 0; tries < kTries; ++tries) {
      const std::uint32_t before = state_->sequence.load(std::memory_order_acquire);
      if ((before & 1) != 0) {
        SwitchToThread();
        continue;
      }
      auto result = look(static_cast<const WorldState&>(*state_));
      std::atomic_thread_fence(std::memory_order_acquire);
      if (state_->sequence.load(std::memory_order_relaxed) == before) return result;
    }
    // Busy writers, or one that was killed: then the lock is the way.
    const Writing writing(*this);
    return look(static_cast<const WorldState&>(*state_));
  }

  template <typename Change>
  auto write(Change&& change) {
    const Writing writing(*this);
    return change(*state_);
  }

  Counters& counters() const { return state_->counters; }
  std::uint32_t fault_count() const { return state_->fault_count.load(std::memory_order_acquire); }
  std::uint32_t revision() const { return state_->sequence.load(std::memory_order_acquire); }

  // This process's place in the table of clients. Nothing when the table is full.
  Client* client();

 private:
  class Writing {
   public:
    explicit Writing(const World& world);
    ~Writing();
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;

   private:
    const World& world_;
  };

  static constexpr int kTries = 64;

  explicit World(std::wstring path);
  void map(Mode mode);

  std::wstring path_;
  HANDLE file_ = INVALID_HANDLE_VALUE;
  HANDLE section_ = nullptr;
  HANDLE mutex_ = nullptr;
  WorldState* state_ = nullptr;
  std::atomic<Client*> client_{nullptr};
};

bool process_is_alive(std::uint32_t process_id);

}  // namespace deepalive::standins
