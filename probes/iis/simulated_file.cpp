#include "probes/iis/simulated_file.h"

#include <fstream>
#include <functional>
#include <iterator>
#include <system_error>

#include "core/units.h"

namespace deepalive::probes {
namespace {

// Coarser than the time stamps of any file system in use: two writes within it may leave the same
// stamp.
constexpr Duration kStampGranularity = std::chrono::seconds(2);

}  // namespace

SimulatedFile::SimulatedFile(std::string_view path, Clock clock)
    : path_(std::u8string(path.begin(), path.end())), name_(path), clock_(std::move(clock)) {}

Result<SimulatedFile::View> SimulatedFile::look() {
  const std::optional<Error> problem = refresh();
  if (!node_) return *problem;
  return View{node_, problem ? problem->where : std::string(), fingerprint_};
}

std::optional<Error> SimulatedFile::refresh() {
  const auto unreadable = [this](const std::string& text) {
    stamp_.reset();
    return Error{Reason::iis_config_unreadable, 0, name_ + ": " + text};
  };
  std::error_code code;
  Stamp stamp;
  stamp.written = std::filesystem::last_write_time(path_, code);
  if (!code) stamp.size = std::filesystem::file_size(path_, code);
  if (code) return unreadable("cannot be read: " + code.message());
  if (stamp.size > kMaxSimulatedFile) {
    return unreadable("is larger than " + format_size(kMaxSimulatedFile));
  }

  const TimePoint now = clock_().steady;
  if (stamp_ != stamp) {
    stamp_ = stamp;
    stamp_first_seen_ = now;
    settled_ = false;
  } else if (settled_) {
    return problem_;
  }
  settled_ = now - stamp_first_seen_ > kStampGranularity;

  std::ifstream file(path_, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) return unreadable("cannot be read");
  if (node_ && content == content_) return problem_;
  content_ = std::move(content);
  if (content_.find_first_not_of(" \t\r\n") == std::string::npos) {
    // What many programs leave for a moment when they save; an IIS without anything is written as
    // {}.
    problem_ = Error{Reason::iis_config_unreadable, 0, name_ + ": is empty"};
    return problem_;
  }
  auto parsed = parse_simulated_node(content_, name_);
  if (parsed) {
    problem_.reset();
    node_ = std::make_shared<const SimulatedNode>(std::move(*parsed));
    fingerprint_ = std::hash<std::string>()(content_);
  } else {
    problem_ = parsed.error();
  }
  return problem_;
}

}  // namespace deepalive::probes
