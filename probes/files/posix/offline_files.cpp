#include "probes/files/shared_config.h"

namespace deepalive::probes {

Result<bool> offline_files_are_on() {
  return Error{Reason::shared_config_unreadable, 0, "there are no Offline Files but on Windows"};
}

}  // namespace deepalive::probes
