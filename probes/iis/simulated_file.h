#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "probes/iis/simulated_node.h"

namespace deepalive::probes {

// Follows the file of a simulated IIS: each look() sees its newest whole content. A file that is
// broken, half written or gone for a moment leaves the last good content in force. Used by one
// thread at a time.
class SimulatedFile {
 public:
  // `path` is UTF-8.
  SimulatedFile(std::string_view path, Clock clock);

  struct View {
    std::shared_ptr<const SimulatedNode> node;
    std::string problem;          // why the newest content is not the one in force; else empty
    std::size_t fingerprint = 0;  // of the content in force: another one has another
  };

  // An error only as long as no content was ever good.
  Result<View> look();

 private:
  struct Stamp {
    std::filesystem::file_time_type written;
    std::uintmax_t size = 0;
    bool operator==(const Stamp&) const = default;
  };

  std::optional<Error> refresh();

  const std::filesystem::path path_;
  const std::string name_;  // for texts
  const Clock clock_;
  std::optional<Stamp> stamp_;
  TimePoint stamp_first_seen_{};
  bool settled_ =
      false;  // the content was read so long after stamp_ that another write would have changed it
  std::string content_;
  std::optional<Error> problem_;  // of content_
  std::shared_ptr<const SimulatedNode> node_;
  std::size_t fingerprint_ = 0;  // of the content that node_ is
};

}  // namespace deepalive::probes
