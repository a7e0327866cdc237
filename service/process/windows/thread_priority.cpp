#include "service/process/thread_priority.h"

#include <windows.h>

namespace deepalive::service {

void stand_back() { SetThreadPriority(GetCurrentThread(), THREAD_PRIORITY_BELOW_NORMAL); }

}  // namespace deepalive::service
