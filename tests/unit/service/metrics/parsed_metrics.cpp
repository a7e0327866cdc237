#include "tests/unit/service/metrics/parsed_metrics.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

namespace deepalive::testing {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

std::string_view take_until(std::string_view& text, char end) {
  const std::string_view part = text.substr(0, text.find(end));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return part;
}

// From behind a label's opening quote to behind its closing one.
std::string take_label_value(std::string_view& text) {
  std::string value;
  for (; text[0] != '"'; text.remove_prefix(1)) {
    if (text[0] == '\\') {
      text.remove_prefix(1);
      value += text[0] == 'n' ? '\n' : text[0];
    } else {
      value += text[0];
    }
  }
  text.remove_prefix(1);
  return value;
}

struct Line {
  std::string_view name;
  std::vector<ClientMetric::Label> labels;
  double bound = 0;  // of a bucket
  double value = 0;
};

Line parsed_line(std::string_view text) {
  Line line;
  const auto braces = text.find('{');
  line.name = take_until(text, braces == text.npos ? ' ' : '{');
  if (braces != text.npos) {
    while (text[0] != ' ') {
      const std::string_view name = take_until(text, '=');
      text.remove_prefix(1);
      const std::string value = take_label_value(text);
      text.remove_prefix(1);  // the comma or the closing brace
      if (name == "le") {
        line.bound = std::strtod(value.c_str(), nullptr);
      } else {
        line.labels.push_back({std::string(name), value});
      }
    }
    text.remove_prefix(1);
  }
  line.value = std::strtod(std::string(text).c_str(), nullptr);
  return line;
}

void add(MetricFamily& family, Line line) {
  if (family.type != MetricType::Histogram) {
    ClientMetric& sample = family.metric.emplace_back();
    sample.label = std::move(line.labels);
    (family.type == MetricType::Counter ? sample.counter.value : sample.gauge.value) = line.value;
    return;
  }
  if (family.metric.empty() || family.metric.back().label != line.labels) {
    family.metric.emplace_back().label = std::move(line.labels);
  }
  auto& histogram = family.metric.back().histogram;
  if (line.name.ends_with("_bucket")) {
    histogram.bucket.push_back({static_cast<std::uint64_t>(line.value), line.bound});
  } else if (line.name.ends_with("_sum")) {
    histogram.sample_sum = line.value;
  } else {
    histogram.sample_count = static_cast<std::uint64_t>(line.value);
  }
}

}  // namespace

std::vector<MetricFamily> parsed(std::string_view text) {
  std::vector<MetricFamily> families;
  while (!text.empty()) {
    std::string_view line = take_until(text, '\n');
    if (line.starts_with("# HELP ")) {
      line.remove_prefix(7);
      MetricFamily& family = families.emplace_back();
      family.name = take_until(line, ' ');
      family.help = line;
    } else if (line.starts_with("# TYPE ")) {
      families.back().type = line.ends_with(" histogram") ? MetricType::Histogram
                             : line.ends_with(" counter") ? MetricType::Counter
                                                          : MetricType::Gauge;
    } else {
      add(families.back(), parsed_line(line));
    }
  }
  return families;
}

}  // namespace deepalive::testing
