#pragma once

#include <string>
#include <string_view>

#include "service/metrics/metric_list.h"

// The parts of Prometheus' text format 0.0.4. Nothing here depends on the locale.
namespace deepalive::service {

// The shortest text that reads back as the same number; NaN, +Inf, -Inf.
void append_number(std::string& out, double value);

// name="value", with the value escaped.
void append_label(std::string& out, std::string_view name, std::string_view value);

// The metric's HELP and TYPE lines.
void append_head(std::string& out, const MetricInfo& metric);

}  // namespace deepalive::service
