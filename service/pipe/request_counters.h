#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/check_stats.h"
#include "service/answers.h"

namespace deepalive::service {

// What was asked, as the metrics' label `request` tells them apart.
enum class RequestKind : std::uint8_t {
  looks_alive,
  is_alive,
  watch,
  online,
  offline,
  terminate,
  maintenance,
  status,
  ping,
  history,
  incident,
  reload,
  invalid,             // a line that is no request, or no text, or too long
  answer_looks_alive,  // read from a role's answer pipe
  answer_is_alive,
};
inline constexpr std::size_t kRequestKinds = 15;

// What a control line asks.
RequestKind kind_of(std::string_view line);
RequestKind kind_of(Question answer_pipe);

// One kind's requests. One writer, any number of readers.
class RequestCounter {
 public:
  void add(Duration duration) { durations_.add(duration); }

  std::uint64_t count() const;
  const DurationHistogram& durations() const { return durations_; }

 private:
  DurationHistogram durations_;
};

// All kinds, from the start. One writer, any number of readers.
class RequestCounters {
 public:
  using All = std::array<std::pair<std::string_view, const RequestCounter*>, kRequestKinds>;

  void add(RequestKind kind, Duration duration) {
    counters_[static_cast<std::size_t>(kind)].add(duration);
  }

  const RequestCounter& of(RequestKind kind) const {
    return counters_[static_cast<std::size_t>(kind)];
  }
  // By label, in the order of the enumeration.
  All all() const;

 private:
  std::array<RequestCounter, kRequestKinds> counters_;
};

}  // namespace deepalive::service
