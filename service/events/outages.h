#pragma once

#include <optional>
#include <set>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "service/events/events.h"

namespace deepalive::service {

// IIS could not be read (301), once until it can be again (302). One thread.
class IisOutage {
 public:
  explicit IisOutage(Events& events) : events_(events) {}

  // What came of a look at IIS; null: it could be read.
  void looked(const Error* error, Instant now);

 private:
  Events& events_;
  std::optional<TimePoint> since_;
};

// Pipes that could not be created (310), once each until they can be (311). One thread.
class PipeOutages {
 public:
  explicit PipeOutages(Events& events) : events_(events) {}

  void failed(const std::string& pipe, const std::string& why);
  void listening(const std::string& pipe);

 private:
  Events& events_;
  std::set<std::string> failing_;
};

}  // namespace deepalive::service
