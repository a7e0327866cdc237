#pragma once

#include <cstdint>
#include <string_view>

#include "tests/standins/world/world.h"

// What can be done to the pretended node, and what it does by itself, after IIS's rules. Any
// thread may call. HRESULTs are those of the administration API.
namespace deepalive::standins {

namespace hresult {
inline constexpr std::int32_t kOk = 0;
inline constexpr std::int32_t kInvalidIndex = static_cast<std::int32_t>(0x80070585);
// No http or https binding; or WAS does not know the site.
inline constexpr std::int32_t kObjectNotFound = static_cast<std::int32_t>(0x800710D8);
// In the middle of starting or stopping.
inline constexpr std::int32_t kCannotAcceptControl = static_cast<std::int32_t>(0x80070425);
inline constexpr std::int32_t kNotActive = static_cast<std::int32_t>(0x80070426);
}  // namespace hresult

enum class Control { start, stop, recycle };

struct StateReading {
  std::int32_t result;
  RunState state;
};

// Indexes may be stale: they are tried first, then the id or name is searched for.
StateReading read_site_state(World& world, std::uint32_t id, std::uint32_t index);
StateReading read_pool_state(World& world, std::wstring_view name, std::uint32_t index);
std::int32_t control_site(World& world, std::uint32_t id, Control control);
std::int32_t control_pool(World& world, std::wstring_view name, Control control);

// As one tells the SCM: sites come up by their auto_start with W3SVC, pools with WAS; workers end
// with either. `process_id` is the real service's, or 0.
void service_changed(World& world, Service service, bool running, std::uint32_t process_id);
bool services_running(const WorldState& state);

// A request came for this pool: a worker process exists from then on.
void ensure_worker(WorldState& state, PoolRecord& pool);

bool serves_http(const SiteRecord& site);
SiteRecord* find_site(WorldState& state, std::wstring_view name);
PoolRecord* find_pool(WorldState& state, std::wstring_view name);
const PoolRecord* find_pool(const WorldState& state, std::wstring_view name);

// False when the table of faults is full.
bool add_fault(World& world, const Fault& fault);
void clear_faults(World& world);

}  // namespace deepalive::standins
