#include "probes/iis/simulated_changes.h"

#include <thread>
#include <utility>

namespace deepalive::probes {

Result<SimulatedFile::View> SimulatedChanges::look(SimulatedFile& file) {
  const std::lock_guard lock(mutex_);
  return look_locked(file);
}

std::optional<Error> SimulatedChanges::change(SimulatedFile& file, const Change& change) {
  const std::lock_guard lock(mutex_);
  const auto view = look_locked(file);
  if (!view) return view.error();
  auto node = std::make_shared<SimulatedNode>(*view->node);
  if (auto error = change(*node)) return error;
  fingerprint_ = view->fingerprint;
  changed_ = std::move(node);
  return std::nullopt;
}

Result<SimulatedFile::View> SimulatedChanges::look_locked(SimulatedFile& file) {
  auto view = file.look();
  if (!view || !changed_) return view;
  if (view->fingerprint == fingerprint_) {
    view->node = changed_;
  } else {
    changed_.reset();
  }
  return view;
}

void block_thread(Duration duration) { std::this_thread::sleep_for(duration); }

}  // namespace deepalive::probes
