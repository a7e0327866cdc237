#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

// The folder of the configuration, the journal and the logs. Whoever may write to it decides what
// the agent, which is the system, runs; and in ProgramData everybody may make folders.
namespace deepalive::service {

// %ProgramData%\DeepAlive.
std::filesystem::path data_folder();

// The SID of a service by its name, as the system makes it: S-1-5-80- and the SHA-1 of the name in
// capitals. (`sc showsid` says the same, also of a service that is not there.)
std::string service_sid(std::string_view service);

// In SDDL: the system, administrators and this service may do all, nobody else anything, and what
// ProgramData grants does not count. Below it the same.
std::string data_folder_rights(std::string_view service);

// Makes the folder with these rights, or gives them to one that has ProgramData's. One with rights
// of its own (not inherited) keeps them: an administrator has chosen those. Error: it belongs to
// somebody who is no administrator, or is a link; then nothing in it can be trusted.
std::optional<Error> protect_data_folder(const std::filesystem::path& folder,
                                         std::string_view service);

// Removes the folder with all that is in it. False: there was none. Refuses what
// protect_data_folder() refuses.
Result<bool> purge_data_folder(const std::filesystem::path& folder);

}  // namespace deepalive::service
