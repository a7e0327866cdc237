#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

// What libFuzzer calls; one executable for each target.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  deepalive::fuzz::DEEPALIVE_FUZZ_TARGET({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
