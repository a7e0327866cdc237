#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/result.h"

namespace deepalive::service {

inline constexpr wchar_t kEventSource[] = L"DeepAlive";
// Where the sources of the log Application are, below HKEY_LOCAL_MACHINE.
inline constexpr wchar_t kApplicationLog[] =
    L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application";

// Tells Event Viewer that the texts of our events are in this executable, by its absolute path.
// What is there already is brought to this. `log` is a test's.
std::optional<Error> register_event_source(const std::filesystem::path& executable,
                                           const std::wstring& log = kApplicationLog);

// Events that are in the log lose their texts. That there was none is no error.
std::optional<Error> unregister_event_source(const std::wstring& log = kApplicationLog);

}  // namespace deepalive::service
