#pragma once

#include <chrono>
#include <cstdint>

namespace deepalive::service {

// Whole nanoseconds, so that what is read back is the same.
template <class Length>
std::int64_t to_nanoseconds(Length length) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(length).count();
}
template <class Time>
std::int64_t nanoseconds_of(Time time) {
  return to_nanoseconds(time.time_since_epoch());
}
template <class Length>
Length length_of(std::int64_t nanoseconds) {
  return std::chrono::duration_cast<Length>(std::chrono::nanoseconds(nanoseconds));
}
template <class Time>
Time time_of(std::int64_t nanoseconds) {
  return Time(length_of<typename Time::duration>(nanoseconds));
}

}  // namespace deepalive::service
