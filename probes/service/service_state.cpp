#include "probes/service/service_state.h"

namespace deepalive::probes {

std::string_view to_name(ServicePhase phase) {
  switch (phase) {
    case ServicePhase::stopped:
      return "stopped";
    case ServicePhase::start_pending:
      return "start_pending";
    case ServicePhase::stop_pending:
      return "stop_pending";
    case ServicePhase::running:
      return "running";
    case ServicePhase::continue_pending:
      return "continue_pending";
    case ServicePhase::pause_pending:
      return "pause_pending";
    case ServicePhase::paused:
      break;
  }
  return "paused";
}

}  // namespace deepalive::probes
