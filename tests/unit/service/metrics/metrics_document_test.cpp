#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

#include "service/metrics/metric_list.h"
#include "service/metrics/probe_exposition.h"
#include "tests/servers/document.h"

namespace deepalive::service {
namespace {

const std::filesystem::path kDocument =
    std::filesystem::path(DEEPALIVE_SOURCE_TREE) / "docs/metrics.md";

std::string in_cell(std::string_view text) {
  std::string cell;
  for (const char c : text) cell += c == '|' ? "\\|" : std::string(1, c);
  return cell;
}

std::string table(std::span<const MetricInfo> list) {
  std::string rows = "| name | type | labels | meaning |\n|---|---|---|---|\n";
  for (const MetricInfo& metric : list) {
    std::string labels;
    for (const char c : metric.labels) labels += c == ',' ? "`, `" : std::string(1, c);
    if (!labels.empty()) labels = "`" + labels + "`";
    rows += "| `" + std::string(metric.name) + "` | " + std::string(to_name(metric.kind)) + " | " +
            labels + " | " + in_cell(metric.help) + " |\n";
  }
  return rows;
}

TEST(MetricsDocument, IsWhatTheListsSay) {
  const std::string document = testing::contents(kDocument);
  std::string written = testing::with_part(document, "<!-- the metrics", "<!-- end of the metrics",
                                           table(all_metrics()));
  written = testing::with_part(written, "<!-- what /probe gives", "<!-- end of what /probe gives",
                               table(probe_metrics()));
  if (std::getenv("DEEPALIVE_WRITE_METRICS") != nullptr && !written.empty()) {
    std::ofstream(kDocument) << written;
  }
  EXPECT_EQ(testing::contents(kDocument), written)
      << "docs/metrics.md shows other tables; with DEEPALIVE_WRITE_METRICS=1 this test writes them";
}

}  // namespace
}  // namespace deepalive::service
