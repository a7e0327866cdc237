#include "probes/iis/iis_state.h"

namespace deepalive::probes {

std::string_view to_name(RunState state) {
  switch (state) {
    case RunState::starting:
      return "starting";
    case RunState::started:
      return "started";
    case RunState::stopping:
      return "stopping";
    case RunState::stopped:
      return "stopped";
    case RunState::unknown:
      break;
  }
  return "unknown";
}

}  // namespace deepalive::probes
