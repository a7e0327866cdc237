#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "service/history/transition.h"

namespace deepalive::service {

// The transitions that stand in <data_dir>/journal, the oldest first; changes nothing there, so an
// agent may be writing beside it. `tell` hears of what cannot be read.
std::vector<std::shared_ptr<const Transition>> read_transitions(
    const std::string& data_dir, const std::function<void(std::string problem)>& tell);

}  // namespace deepalive::service
