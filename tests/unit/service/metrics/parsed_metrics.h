#pragma once

#include <prometheus/metric_family.h>

#include <string_view>
#include <vector>

namespace deepalive::testing {

// Our text as prometheus-cpp's model, so that its serializer can write the same samples. Takes what
// the agent writes and nothing more.
std::vector<prometheus::MetricFamily> parsed(std::string_view text);

}  // namespace deepalive::testing
