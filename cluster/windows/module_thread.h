#pragma once

#include <windows.h>

#include <functional>

#include "cluster/windows/handle.h"

namespace deepalive::cluster {

// A thread that keeps this DLL loaded for as long as it runs, also when nobody waits for it any
// more. Null, with GetLastError() set, when the system gives none. What `work` throws is lost.
Handle start_module_thread(std::function<void()> work);

}  // namespace deepalive::cluster
