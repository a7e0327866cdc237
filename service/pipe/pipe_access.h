#pragma once

#include <cstdint>

namespace deepalive::service {

// What clients do with a pipe.
enum class PipeAccess : std::uint8_t {
  control,  // write requests and read answers
  answer,   // open it and read one line
};

}  // namespace deepalive::service
