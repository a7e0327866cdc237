#pragma once

#include <memory>

#include "service/events/event_sink.h"

namespace deepalive::service {

// The Event Log of this machine, log Application, source DeepAlive.
std::unique_ptr<EventSink> make_event_log_sink();

}  // namespace deepalive::service
