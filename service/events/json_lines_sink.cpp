#include "service/events/json_lines_sink.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>

#include <utility>

#include "config/environment.h"

namespace deepalive::service {

JsonLinesSink::JsonLinesSink(std::filesystem::path file, std::size_t max_size, std::size_t keep)
    : file_(std::move(file)), max_size_(max_size), keep_(keep) {}

std::optional<Error> JsonLinesSink::write(const Event& event) {
  try {
    if (!lines_) {
      std::filesystem::create_directories(file_.parent_path());
      lines_ =
          std::make_shared<spdlog::sinks::rotating_file_sink_st>(file_.native(), max_size_, keep_);
      lines_->set_formatter(
          std::make_unique<spdlog::pattern_formatter>("%v", spdlog::pattern_time_type::utc, "\n"));
    }
    const std::string line = to_json_line(event);
    lines_->log({"events", spdlog::level::info, line});
    lines_->flush();
    return std::nullopt;
  } catch (const std::exception& error) {
    lines_.reset();
    return Error{Reason::internal_error, 0,
                 config::utf8_from_path(file_) + " cannot be written: " + error.what()};
  }
}

}  // namespace deepalive::service
