#include "service/page/sparkline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <vector>

#include "service/page/html.h"

namespace deepalive::service {
namespace {

constexpr int kBarEvery = 4;  // pixels; a bar is 3 wide
constexpr int kTop = 22;      // the longest bar, and where the line is
constexpr auto kLeastScale = std::chrono::milliseconds(5);  // looks quicker than this are all quick

constexpr std::array kPhases = {
    std::pair("resolve", &HttpPhases::resolve), std::pair("connect", &HttpPhases::connect),
    std::pair("TLS", &HttpPhases::tls), std::pair("processing", &HttpPhases::processing),
    std::pair("transfer", &HttpPhases::transfer)};

// Bars of one shade, each three pixels wide: a path that goes on from where its last bar ended,
// which is shorter than one that says where it is.
struct Bars {
  std::string path;
  int x = 0;
  int y = 0;

  // x is the bar's left edge.
  void add(int left, int from, int to) {
    if (from == to) return;
    const auto out = std::back_inserter(path);
    if (path.empty()) {
      fmt::format_to(out, "M{}.5 {}v{}", left + 1, from, to - from);
    } else {
      fmt::format_to(out, "m{}{}{}v{}", left - x, from < y ? "" : " ", from - y, to - from);
    }
    x = left;
    y = to;
  }
};

// Marks below the line, as lines that are dashed as the bars are: neighbours are one line.
struct Marks {
  std::string path;
  int begin = 0;
  int end = 0;

  void add(int left) {
    if (left != end) close();
    if (begin == end) begin = left;
    end = left + kBarEvery;
  }
  void close() {
    if (begin != end) {
      fmt::format_to(std::back_inserter(path), "M{} {}h{}", begin, kTop + 6, end - begin - 1);
    }
    begin = end = 0;
  }
};

struct Strokes {
  std::array<Bars, kPhases.size()> phases;
  Bars plain;  // what is in no phase
  Marks failed;
  Marks degraded;
  Marks could_not_look;
};

void add_bar(Strokes& strokes, int x, const RecentResult& result, Duration scale) {
  const auto height = [scale](Duration duration) {
    return static_cast<int>(std::lround(kTop * to_seconds(duration) / to_seconds(scale)));
  };
  const int all = std::clamp(height(result.duration), 1, kTop);
  int reached = 0;
  if (result.phases) {
    Duration sum{};
    for (std::size_t i = 0; i < kPhases.size(); ++i) {
      sum += *result.phases.*kPhases[i].second;
      const int next = std::min(height(sum), all);
      strokes.phases[i].add(x, kTop - reached, kTop - next);
      reached = next;
    }
  }
  strokes.plain.add(x, kTop - reached, kTop - all);
}

void add_mark(Strokes& strokes, int x, const RecentResult& result) {
  if (result.outcome == Outcome::fail) {
    strokes.failed.add(x);
  } else if (result.outcome == Outcome::indeterminate) {
    strokes.could_not_look.add(x);
  } else if (result.degraded) {
    strokes.degraded.add(x);
  }
}

std::string in_words(std::span<const RecentResult> results) {
  std::size_t failed = 0;
  std::size_t could_not_look = 0;
  std::size_t degraded = 0;
  std::vector<Duration> durations;
  for (const RecentResult& result : results) {
    if (result.outcome == Outcome::fail) ++failed;
    if (result.outcome == Outcome::indeterminate) ++could_not_look;
    if (result.outcome == Outcome::pass && result.degraded) ++degraded;
    durations.push_back(result.duration);
  }
  std::ranges::sort(durations);
  std::string text = "Last " + counted(results.size(), "result") + ": ";
  if (failed + could_not_look + degraded == 0) text += "all passed";
  bool first = true;
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count == 0) return;
    text += fmt::format("{}{} {}", first ? "" : ", ", count, what);
    first = false;
  };
  add(failed, "failed");
  add(could_not_look, "could not look");
  add(degraded, "degraded");
  if (failed + could_not_look + degraded > 0) {
    add(results.size() - failed - could_not_look - degraded, "passed");
  }
  return text + fmt::format("; median {}, longest {}",
                            duration_text(durations[durations.size() / 2]),
                            duration_text(durations.back()));
}

}  // namespace

std::string sparkline(std::span<const RecentResult> results) {
  constexpr int kWidth = kBarEvery * static_cast<int>(RecentResults::kKept);
  if (results.empty()) return "<span class=\"spark none\">no results yet</span>";
  Duration scale = kLeastScale;
  for (const RecentResult& result : results) scale = std::max(scale, result.duration);
  Strokes strokes;
  int x = kWidth - kBarEvery * static_cast<int>(results.size());
  for (const RecentResult& result : results) {
    add_bar(strokes, x, result, scale);
    add_mark(strokes, x, result);
    x += kBarEvery;
  }
  for (Marks* marks : {&strokes.failed, &strokes.degraded, &strokes.could_not_look}) marks->close();
  std::string out = fmt::format(
      "<svg class=\"spark\" viewBox=\"0 0 {0} 33\" role=\"img\"><title>{1}</title>"
      "<path class=\"line\" d=\"M0 {2}.5h{0}\"/>",
      kWidth, in_words(results), kTop);
  const auto add = [&out](std::string_view kind, const std::string& path) {
    if (path.empty()) return;
    fmt::format_to(std::back_inserter(out), "<path class=\"{}\" d=\"{}\"/>", kind, path);
  };
  for (std::size_t i = 0; i < kPhases.size(); ++i) {
    add("p" + std::to_string(i + 1), strokes.phases[i].path);
  }
  add("p0", strokes.plain.path);
  add("failed", strokes.failed.path);
  add("slow", strokes.degraded.path);
  add("blind", strokes.could_not_look.path);
  return out + "</svg>";
}

std::string phases_text(const HttpPhases& phases) {
  std::string out;
  for (std::size_t i = 0; i < kPhases.size(); ++i) {
    const Duration duration = phases.*kPhases[i].second;
    if (duration < std::chrono::microseconds(1)) continue;
    fmt::format_to(std::back_inserter(out),
                   "<span class=\"phase\"><svg class=\"shade\" viewBox=\"0 0 1 1\" "
                   "aria-hidden=\"true\"><path class=\"p{}\" d=\"M.5 0V1\"/></svg>{} {}</span> ",
                   i + 1, kPhases[i].first, duration_text(duration));
  }
  return out;
}

}  // namespace deepalive::service
