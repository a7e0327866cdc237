#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/check_stats.h"
#include "service/metrics/metric_list.h"

namespace deepalive::service {

// Samples of the metrics in the list, taken in any order and written with all of a metric together.
// A node of 5,000 checks has 150,000 lines, of which most differ by a number only: what many have
// in common is made once, and with prometheus-cpp's model and serializer a scrape took many times
// as long (docs/performance.md). What is used up by one scrape is kept for the next.
class MetricSamples {
 public:
  using Label = std::pair<std::string_view, std::string_view>;  // name and value

  // Labels that samples have in common, in the order in which they are written. Valid until
  // clear().
  class Labels {
    friend class MetricSamples;
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
  };

  MetricSamples();

  Labels labels(std::initializer_list<Label> labels);

  // Of a gauge or a counter.
  void value(Metric metric, Labels labels, double value) { add(metric, labels, {}, value); }
  // One more label, the metric's last: its value is a word of ours that outlives the sample and
  // needs no escaping.
  void value(Metric metric, Labels labels, std::string_view last, double value) {
    add(metric, labels, last, value);
  }
  // The histogram stays until write().
  void histogram(Metric metric, Labels labels, const DurationHistogram& histogram);

  // Exactly one state is 1; none is when there is no present one.
  template <class States, class State>
  void state_set(Metric metric, Labels labels, const States& states,
                 const std::optional<State>& present) {
    for (const State state : states) value(metric, labels, to_name(state), state == present);
  }

  // The text of all, behind what `out` has. A metric without samples is left out.
  void write(std::string& out) const;
  void clear();

 private:
  struct Sample {
    Labels labels;
    std::string_view last;
    double value = 0;
  };
  struct Histogram {
    Labels labels;
    const DurationHistogram* values = nullptr;
  };
  struct Family {
    const MetricInfo* info;
    std::string last_label;  // ,verdict=" or whatever the metric's last is called
    std::vector<Sample> samples;
    std::vector<Histogram> histograms;
  };

  void add(Metric metric, Labels labels, std::string_view last, double value) {
    families_[static_cast<std::size_t>(metric)].samples.push_back({labels, last, value});
  }
  std::string_view text_of(Labels labels) const {
    return std::string_view(label_texts_).substr(labels.begin, labels.size);
  }
  void write(std::string& out, const Family& family, const Sample& sample) const;
  void write(std::string& out, const Family& family, const Histogram& histogram) const;

  std::string label_texts_;
  std::vector<Family> families_;
};

}  // namespace deepalive::service
