#pragma once

#include <windows.h>

#include <optional>

#include "core/result.h"
#include "service/pipe/pipe_client.h"

namespace deepalive::service {

// Who may open a pipe of ours, and who may stand behind one.

// SYSTEM and Administrators, inherited from nobody. Lives as long as the process; null if the
// system has no memory.
SECURITY_ATTRIBUTES* pipe_security();

// Why the server behind a client's handle is not to be trusted; none if it is. A process number may
// be reused or raced for, so the owner of the pipe is looked at in any case. (cluster/ has the
// check, because the cluster's parts make it too.)
std::optional<Error> distrust(HANDLE pipe, const PipeAddress& address);

}  // namespace deepalive::service
