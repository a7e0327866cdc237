#include "service/new_workers.h"

#include <algorithm>
#include <utility>

namespace deepalive::service {

std::vector<NewWorkers::NewWorker> NewWorkers::take(const probes::IisState& reading) {
  std::vector<NewWorker> found;
  for (const auto& pool : reading.app_pools) {
    if (!pool.workers) continue;
    Seen now{.workers = {}, .time = reading.time.steady};
    for (const auto& worker : *pool.workers) now.workers.insert(worker.process_id);
    const auto before = pools_.find(pool.name);
    if (before != pools_.end() && !std::ranges::includes(before->second.workers, now.workers)) {
      found.push_back({pool.name, before->second.time});
    }
    pools_.insert_or_assign(pool.name, std::move(now));
  }
  return found;
}

}  // namespace deepalive::service
