#include "tests/docs/reference_pages.h"

#include <algorithm>
#include <initializer_list>
#include <span>
#include <string_view>

#include "core/protocol_verbs.h"
#include "core/reason.h"
#include "service/metrics/metric_list.h"
#include "service/metrics/probe_exposition.h"
#include "tests/unit/service/events/published_texts.h"

namespace deepalive::docs {
namespace {

std::string row(std::initializer_list<std::string> cells) {
  std::string text = "|";
  for (const std::string& cell : cells) {
    text += ' ';
    for (const char c : cell) text += c == '|' ? "\\|" : std::string(1, c);
    text += " |";
  }
  return text + '\n';
}

std::string head(std::initializer_list<std::string> names) {
  std::string line = "|";
  for (std::size_t i = 0; i < names.size(); ++i) line += "---|";
  return row(names) + line + '\n';
}

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string metric_table(std::span<const service::MetricInfo> list) {
  std::string rows = head({"name", "type", "labels", "meaning"});
  for (const service::MetricInfo& metric : list) {
    std::string labels;
    for (const char c : metric.labels) labels += c == ',' ? "`, `" : std::string(1, c);
    rows += row({code(metric.name), std::string(to_name(metric.kind)),
                 labels.empty() ? "" : code(labels), std::string(metric.help)});
  }
  return rows;
}

std::string reason_table() {
  std::string rows = head({"reason", "meaning"});
  for (const ReasonInfo& info : all_reasons()) {
    rows += row({code(info.name), std::string(info.sentence)});
  }
  return rows;
}

std::string verb_table() {
  std::string rows = head({"request", "answer"});
  for (const protocol::VerbInfo& verb : protocol::all_verbs()) {
    rows += row({code(protocol::request_form(verb)), std::string(verb.answer)});
  }
  return rows;
}

std::string error_table() {
  std::string rows = head({"code", "when"});
  for (const protocol::ErrorInfo& error : protocol::all_error_codes()) {
    rows += row({code(error.code), std::string(error.when)});
  }
  return rows;
}

}  // namespace

std::vector<Part> reference_parts() {
  return {
      {"docs/metrics.md", "<!-- the metrics", "<!-- end of the metrics",
       metric_table(service::all_metrics())},
      {"docs/metrics.md", "<!-- what /probe gives", "<!-- end of what /probe gives",
       metric_table(service::probe_metrics())},
      {"docs/events.md", "<!-- the events", "<!-- end of the events", testing::event_table()},
      {"docs/reasons.md", "<!-- the reasons", "<!-- end of the reasons", reason_table()},
      {"docs/pipe.md", "<!-- the requests", "<!-- end of the requests", verb_table()},
      {"docs/pipe.md", "<!-- the codes", "<!-- end of the codes", error_table()},
  };
}

}  // namespace deepalive::docs
