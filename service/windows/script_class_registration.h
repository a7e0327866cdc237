#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/result.h"

namespace deepalive::service {

// Where the classes of this machine are, below HKEY_LOCAL_MACHINE. Never a user's: the cluster's
// host would let that user's DLL into its process.
inline constexpr wchar_t kMachineClasses[] = L"Software\\Classes";

// Makes the class DeepAlive.Cluster of this DLL, by its absolute path, what scripts create. What is
// there already is brought to this. `classes` is a test's.
std::optional<Error> register_script_class(const std::filesystem::path& dll,
                                           const std::wstring& classes = kMachineClasses);

// That there was none is no error.
std::optional<Error> unregister_script_class(const std::wstring& classes = kMachineClasses);

}  // namespace deepalive::service
