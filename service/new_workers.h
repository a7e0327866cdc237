#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/time.h"
#include "probes/iis/iis_state.h"

namespace deepalive::service {

// Tells from reading to reading which application pools have got a new worker process: after a
// recycle, a crash, or a first request. Not thread-safe.
class NewWorkers {
 public:
  struct NewWorker {
    std::string app_pool;  // as IIS spells it
    TimePoint not_before;  // the last reading in which it was not there
  };

  // A pool that is seen for the first time, or whose workers could not be read, has none that is
  // new.
  std::vector<NewWorker> take(const probes::IisState& reading);

 private:
  struct Seen {
    std::set<std::uint32_t> workers;  // process identifiers
    TimePoint time;
  };
  std::map<std::string, Seen, std::less<>> pools_;
};

}  // namespace deepalive::service
