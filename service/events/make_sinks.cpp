#include "service/events/make_sinks.h"

#include "config/environment.h"
#include "service/events/json_lines_sink.h"
#ifdef _WIN32
#include "service/events/windows/event_log_sink.h"
#endif

namespace deepalive::service {
namespace {

std::filesystem::path lines_file(const LogSpec& log) {
  if (!log.events.empty()) return config::path_from_utf8(log.events);
#ifndef _WIN32
  if (!log.file.empty()) return config::path_from_utf8(log.file).replace_filename("events.jsonl");
#endif
  return {};
}

}  // namespace

Events::Sinks make_event_sinks(const LogSpec& log) {
  Events::Sinks sinks;
#ifdef _WIN32
  sinks.push_back(make_event_log_sink());
#endif
  if (const auto file = lines_file(log); !file.empty()) {
    sinks.push_back(std::make_unique<JsonLinesSink>(file, log.max_size, log.keep));
  }
  return sinks;
}

Events::Sinks make_default_event_sinks(const std::filesystem::path& config_file) {
  LogSpec log;
  // A folder that is not there is a slip of the finger, and not to be made.
  std::error_code missing;
  const auto folder = std::filesystem::absolute(config_file, missing).parent_path();
  if (!missing && std::filesystem::is_directory(folder, missing)) {
    log.file = config::utf8_from_path(folder / "logs" / "deepalive.log");
  }
  return make_event_sinks(log);
}

}  // namespace deepalive::service
