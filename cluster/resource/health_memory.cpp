#include "cluster/resource/health_memory.h"

namespace deepalive::cluster {

// Each field by itself may be new or old for a reader beside a writer; no mixture of them gives an
// answer that neither the old nor the new state would give, since `dead_` decides first and is only
// taken back here, before the resource is online.
void HealthMemory::begin(const Settings& settings, Milliseconds now) {
  heard_.store(now.count());
  agent_timeout_.store(settings.agent_timeout.count());
  hold_time_.store(settings.hold_time.count());
  policy_.store(settings.on_unreachable);
  basic_.store(true);
  dead_.store(false);
}

void HealthMemory::heard(bool alive, Milliseconds now) {
  if (!alive) dead_.store(true);
  heard_.store(now.count());
}

bool HealthMemory::is_silent(Milliseconds now) const {
  return now.count() - heard_.load() >= agent_timeout_.load();
}

bool HealthMemory::is_alive(Milliseconds now) const {
  if (dead_.load()) return false;
  const std::int64_t silence = now.count() - heard_.load();
  if (silence < agent_timeout_.load() + hold_time_.load()) return true;
  switch (policy_.load()) {
    case OnUnreachable::alive:
      return true;
    case OnUnreachable::dead:
      return false;
    case OnUnreachable::basic:
      break;
  }
  return basic_.load();
}

bool HealthMemory::settle(Milliseconds now) {
  const bool alive = is_alive(now);
  if (!alive) dead_.store(true);
  return alive;
}

}  // namespace deepalive::cluster
