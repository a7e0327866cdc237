#pragma once

#include <windows.h>

#include <string_view>

#include "core/result.h"
#include "probes/service/service_state.h"
#include "probes/windows/handle.h"

// The calls on one service that its reader and its starter share.
namespace deepalive::probes::scm {

Error call_error(Reason reason, std::string_view what, DWORD code);

Result<windows::ServiceHandle> open_manager();

// service_missing when there is none of this name.
Result<windows::ServiceHandle> open_service(SC_HANDLE manager, std::string_view name, DWORD rights);

// Needs SERVICE_QUERY_STATUS. Does not tell whether it is disabled.
Result<ServiceState> read_state(SC_HANDLE service, std::string_view name);

// Also false when the system does not let us know.
bool is_disabled(SC_HANDLE manager, std::string_view name);

}  // namespace deepalive::probes::scm
