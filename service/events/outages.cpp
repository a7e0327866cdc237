#include "service/events/outages.h"

#include "core/units.h"

namespace deepalive::service {

void IisOutage::looked(const Error* error, Instant now) {
  if (error != nullptr) {
    if (since_) return;
    since_ = now.steady;
    events_.raise(make_event(EventId::iis_unreadable,
                             {std::string(to_name(error->reason)), error->where}, now));
  } else if (since_) {
    const auto after = std::chrono::ceil<std::chrono::seconds>(now.steady - *since_);
    events_.raise(make_event(EventId::iis_readable, {format_duration(after)}, now));
    since_.reset();
  }
}

void PipeOutages::failed(const std::string& pipe, const std::string& why) {
  if (failing_.insert(pipe).second) events_.raise(EventId::pipe_not_created, {pipe, why});
}

void PipeOutages::listening(const std::string& pipe) {
  if (failing_.erase(pipe) > 0) events_.raise(EventId::pipe_created, {pipe});
}

}  // namespace deepalive::service
