#include "service/metrics/metric_samples.h"

#include <array>
#include <cstddef>
#include <limits>

#include "service/metrics/text_format.h"

namespace deepalive::service {
namespace {

// 0.001"} and so on, +Inf last: what stands behind le=" in a bucket's line.
std::array<std::string, DurationHistogram::kBuckets> bounds() {
  std::array<std::string, DurationHistogram::kBuckets> texts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    append_number(texts[i], i < kDurationBuckets.size() ? kDurationBuckets[i]
                                                        : std::numeric_limits<double>::infinity());
    texts[i] += "\"} ";
  }
  return texts;
}

}  // namespace

MetricSamples::MetricSamples() {
  for (const MetricInfo& info : all_metrics()) {
    const std::string_view last = info.labels.substr(info.labels.rfind(',') + 1);
    families_.push_back({&info, "," + std::string(last) + "=\"", {}, {}});
  }
}

MetricSamples::Labels MetricSamples::labels(std::initializer_list<Label> labels) {
  Labels made;
  made.begin = static_cast<std::uint32_t>(label_texts_.size());
  for (const auto& [name, value] : labels) {
    if (label_texts_.size() > made.begin) label_texts_ += ',';
    append_label(label_texts_, name, value);
  }
  made.size = static_cast<std::uint32_t>(label_texts_.size()) - made.begin;
  return made;
}

void MetricSamples::histogram(Metric metric, Labels labels, const DurationHistogram& histogram) {
  families_[static_cast<std::size_t>(metric)].histograms.push_back({labels, &histogram});
}

void MetricSamples::write(std::string& out, const Family& family, const Sample& sample) const {
  out += family.info->name;
  const std::string_view labels = text_of(sample.labels);
  if (!sample.last.empty()) {
    const std::string_view last_label(family.last_label);
    out += '{';
    out.append(labels).append(labels.empty() ? last_label.substr(1) : last_label);
    out.append(sample.last).append("\"} ");
  } else if (!labels.empty()) {
    (out += '{').append(labels).append("} ");
  } else {
    out += ' ';
  }
  append_number(out, sample.value);
  out += '\n';
}

void MetricSamples::write(std::string& out, const Family& family,
                          const Histogram& histogram) const {
  static const auto kBounds = bounds();
  const std::string_view labels = text_of(histogram.labels);
  const std::size_t begin = out.size();
  out.append(family.info->name).append("_bucket{").append(labels);
  out.append(labels.empty() ? "le=\"" : ",le=\"");
  const std::size_t common = out.size() - begin;  // of all buckets' lines
  std::uint64_t cumulative = 0;
  const auto counts = histogram.values->counts();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (i > 0) out.append(out, begin, common);
    cumulative += counts[i];
    out += kBounds[i];
    append_number(out, static_cast<double>(cumulative));
    out += '\n';
  }
  const auto finish = [&](std::string_view suffix, double value) {
    out.append(family.info->name).append(suffix);
    if (!labels.empty()) (out += '{').append(labels) += '}';
    out += ' ';
    append_number(out, value);
    out += '\n';
  };
  finish("_sum", histogram.values->sum_seconds());
  finish("_count", static_cast<double>(cumulative));
}

void MetricSamples::write(std::string& out) const {
  for (const Family& family : families_) {
    if (family.samples.empty() && family.histograms.empty()) continue;
    append_head(out, *family.info);
    for (const Sample& sample : family.samples) write(out, family, sample);
    for (const Histogram& histogram : family.histograms) write(out, family, histogram);
  }
}

void MetricSamples::clear() {
  label_texts_.clear();
  for (Family& family : families_) {
    family.samples.clear();
    family.histograms.clear();
  }
}

}  // namespace deepalive::service
