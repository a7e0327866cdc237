#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/result.h"

namespace deepalive::probes {

// As the service control manager counts them (dwCurrentState is one more than the number here).
enum class ServicePhase : std::uint8_t {
  stopped,
  start_pending,
  stop_pending,
  running,
  continue_pending,
  pause_pending,
  paused,
};
inline constexpr std::array kAllServicePhases = {
    ServicePhase::stopped, ServicePhase::start_pending,    ServicePhase::stop_pending,
    ServicePhase::running, ServicePhase::continue_pending, ServicePhase::pause_pending,
    ServicePhase::paused};

std::string_view to_name(ServicePhase phase);  // "start_pending"

struct ServiceState {
  ServicePhase phase = ServicePhase::stopped;
  std::uint32_t process_id = 0;  // 0 = none
  bool disabled = false;         // by its start type; looked at only while it is stopped
};

// Asks for the state of services. Blocks for as long as the system does; throws nothing; used by
// one thread at a time.
class ServiceReader {
 public:
  virtual ~ServiceReader() = default;

  // Errors: service_missing only when the system says that no such service exists;
  // service_query_failed for everything that kept us from asking, missing rights too.
  virtual Result<ServiceState> query(std::string_view name) = 0;
};

// Starts services. Blocks, also until the services that it depends on run; throws nothing; used by
// one thread at a time.
class ServiceStarter {
 public:
  virtual ~ServiceStarter() = default;

  // The state right after; a service that is not stopped is left alone. Errors beside those of a
  // query: service_disabled, start_refused.
  virtual Result<ServiceState> start(std::string_view name) = 0;
};

}  // namespace deepalive::probes
