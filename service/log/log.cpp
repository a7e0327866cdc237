#include "service/log/log.h"

#include <spdlog/async.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace deepalive::service {
namespace {

constexpr std::size_t kQueuedLines = 8192;
constexpr const char* kPattern = "%Y-%m-%dT%H:%M:%S.%eZ %-7l %v";

spdlog::sink_ptr open_file(const LogSpec& spec, std::string& problem) {
  try {
    const std::filesystem::path path(reinterpret_cast<const char8_t*>(spec.file.c_str()));
    std::filesystem::create_directories(path.parent_path());
    return std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path.native(), spec.max_size,
                                                                  spec.keep);
  } catch (const std::exception& error) {
    problem = "log file " + spec.file + " cannot be written: " + error.what();
    return nullptr;
  }
}

}  // namespace

Log::Log(const LogSpec& spec, bool console) {
  std::vector<spdlog::sink_ptr> sinks;
  if (console) sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  if (!spec.file.empty()) {
    if (auto file = open_file(spec, problem_)) sinks.push_back(std::move(file));
  }
  writer_ = std::make_shared<spdlog::details::thread_pool>(kQueuedLines, 1);
  logger_ = std::make_shared<spdlog::async_logger>("deepalive", sinks.begin(), sinks.end(), writer_,
                                                   spdlog::async_overflow_policy::overrun_oldest);
  logger_->set_formatter(
      std::make_unique<spdlog::pattern_formatter>(kPattern, spdlog::pattern_time_type::utc));
  logger_->set_level(spdlog::level::from_str(spec.level));
  logger_->flush_on(spdlog::level::info);
  if (!problem_.empty()) logger_->error("{}", problem_);
}

// The writing thread first: it ends when every line is written, and nobody uses the logger beside
// us then.
Log::~Log() { writer_.reset(); }

}  // namespace deepalive::service
