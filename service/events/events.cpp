#include "service/events/events.h"

#include <utility>

namespace deepalive::service {

Events::Events(Sinks sinks, Clock clock, const EventChannel::Tell& tell,
               EventChannelOptions options)
    : clock_(std::move(clock)) {
  for (auto& sink : sinks) {
    channels_.push_back(std::make_unique<EventChannel>(std::move(sink), tell, options));
  }
}

void Events::raise(EventId id, std::vector<std::string> inserts) {
  raise(make_event(id, std::move(inserts), clock_()));
}

void Events::raise(const Event& event) {
  for (const auto& channel : channels_) channel->put(event);
}

void Events::stop() {
  for (const auto& channel : channels_) channel->stop();
}

std::uint64_t Events::dropped() const {
  std::uint64_t dropped = 0;
  for (const auto& channel : channels_) dropped += channel->dropped();
  return dropped;
}

}  // namespace deepalive::service
