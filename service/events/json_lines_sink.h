#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "service/events/event_sink.h"

namespace spdlog::sinks {
class sink;
}

namespace deepalive::service {

// Events as lines of JSON, in a file that rotates by size as the log does: events.jsonl,
// events.1.jsonl, … The file is opened by the first event, and anew by the next one after an error.
class JsonLinesSink : public EventSink {
 public:
  JsonLinesSink(std::filesystem::path file, std::size_t max_size, std::size_t keep);

  std::optional<Error> write(const Event& event) override;

 private:
  const std::filesystem::path file_;
  const std::size_t max_size_;
  const std::size_t keep_;
  std::shared_ptr<spdlog::sinks::sink> lines_;  // null: not open
};

}  // namespace deepalive::service
