#include "service/history/saved_history.h"

#include <utility>

#include "config/environment.h"
#include "service/journal/segment_folder.h"
#include "service/journal/segment_records.h"

namespace deepalive::service {

std::vector<std::shared_ptr<const Transition>> read_transitions(
    const std::string& data_dir, const std::function<void(std::string)>& tell) {
  std::vector<std::shared_ptr<const Transition>> transitions;
  const SegmentFolder folder(config::path_from_utf8(data_dir));
  for (const auto& segment : folder.list()) {
    SegmentFolder::read(
        segment,
        [&transitions](const Frame& frame) {
          if (auto transition = read_transition(frame)) {
            transitions.push_back(std::make_shared<const Transition>(*std::move(transition)));
          }
        },
        tell);
  }
  return transitions;
}

}  // namespace deepalive::service
