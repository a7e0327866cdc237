#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"

namespace deepalive::service::doctor {

// What a value of the registry holds: REG_DWORD, REG_SZ and REG_EXPAND_SZ (as it stands), or
// REG_MULTI_SZ. UTF-8.
using RegistryValue = std::variant<std::uint32_t, std::string, std::vector<std::string>>;

inline constexpr std::size_t kMaxRegistryValue = std::size_t{64} * 1024;  // bytes
inline constexpr std::size_t kMaxRegistryKeys = 4096;  // below one key; of values too

// HKEY_LOCAL_MACHINE, for reading only. Keys are "SOFTWARE\Microsoft\InetStp"; names are compared
// without case. Null: there is no such key or value. Errors: it is there or not, and cannot be
// read. Blocks for as long as the system does; throws nothing; any thread.
class Registry {
 public:
  virtual ~Registry() = default;

  virtual Result<std::optional<RegistryValue>> value(const std::string& key,
                                                     const std::string& name) const = 0;
  // The names of the keys right below this one, kMaxRegistryKeys at most.
  virtual Result<std::optional<std::vector<std::string>>> keys(const std::string& key) const = 0;
  // The names of its values, likewise.
  virtual Result<std::optional<std::vector<std::string>>> names(const std::string& key) const = 0;
};

}  // namespace deepalive::service::doctor
