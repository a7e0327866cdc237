#pragma once

#include <optional>

#include "core/result.h"
#include "service/events/event.h"

namespace deepalive::service {

// A place that events are written to. Each has a thread of its own, which alone calls it: writing
// may take as long as it likes, and delays nobody.
class EventSink {
 public:
  virtual ~EventSink() = default;

  // Throws nothing. After an error the next event is tried as if nothing had happened.
  virtual std::optional<Error> write(const Event& event) = 0;
};

}  // namespace deepalive::service
