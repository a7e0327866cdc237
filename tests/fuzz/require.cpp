#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/targets.h"

namespace deepalive::fuzz {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: this does not hold: %s\n", what);
  std::abort();
}

}  // namespace deepalive::fuzz
