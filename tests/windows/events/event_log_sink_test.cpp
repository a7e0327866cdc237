#include "service/events/windows/event_log_sink.h"

#include <gtest/gtest.h>

#include <string>

// Wine takes each record and drops it: that a record stands in the log is not seen here.
namespace deepalive::service {
namespace {

TEST(EventLogSink, TakesEachEvent) {
  const auto sink = make_event_log_sink();
  for (const EventInfo& info : all_events()) {
    const auto error = sink->write(make_event(info.id, {"%1 \n", std::string(40'960, 'x')}, {}));
    EXPECT_FALSE(error) << info.name << ": " << error->where;
  }
}

}  // namespace
}  // namespace deepalive::service
