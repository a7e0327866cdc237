#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "probes/iis/iis_state.h"
#include "probes/iis/windows/admin_values.h"

// What reader and control do alike with a manager of the administration API. All on the thread that
// made the manager.
namespace deepalive::probes::ahadmin {

using Manager = windows::ComPtr<IAppHostAdminManager>;

// A new manager that reads on past values which the schema does not allow.
Result<Manager> make_reading_manager(const windows::ComApartment& apartment);
Result<Manager> make_writable_manager(const windows::ComApartment& apartment);

Result<Element> section_of(IAppHostAdminManager& manager, const windows::Bstr& name,
                           const Words& words);

// Of a site or an application pool. Live, also on an element that is held.
Result<RunState> read_run_state(IAppHostElement& element, const Words& words);

// As the site's applications spell them, in their order, each spelling once.
Result<std::vector<std::string>> app_pools_of_site(IAppHostElement& site, const Words& words);

// Of its applications' virtual directories, the first kMaxContentFolders.
Result<std::vector<ContentFolder>> folders_of_site(IAppHostElement& site, const Words& words);

// None where it is switched off or cannot be read.
std::optional<RapidFailProtection> rapid_fail_of(IAppHostElement& app_pool, const Words& words);

}  // namespace deepalive::probes::ahadmin
