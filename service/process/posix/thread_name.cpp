#include "service/process/thread_name.h"

#include <pthread.h>

namespace deepalive::service {

void name_thread(const char* name) {
  static_cast<void>(::pthread_setname_np(::pthread_self(), name));
}

}  // namespace deepalive::service
