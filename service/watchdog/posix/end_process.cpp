#include "service/watchdog/end_process.h"

#include <unistd.h>

namespace deepalive::service {

void end_process(int exit_code) { ::_exit(exit_code); }

// The system's own core dumps are for who wants one.
std::string write_dump(const std::filesystem::path&) { return {}; }

}  // namespace deepalive::service
