#include "service/process/thread_priority.h"

#include <sys/resource.h>
#include <unistd.h>

namespace deepalive::service {

// Linux keeps a nice value for each thread (setpriority(2), "C library/kernel differences").
void stand_back() {
  static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10));
}

}  // namespace deepalive::service
