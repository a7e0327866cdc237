#include "service/metrics/text_format.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>

namespace deepalive::service {
namespace {

// Up to here every whole number is a double of its own.
constexpr double kMostExactWhole = 9007199254740992.0;

bool is_whole(double value) {
  return std::abs(value) < kMostExactWhole &&
         static_cast<double>(static_cast<std::int64_t>(value)) == value;
}

template <class Number>
void append_digits(std::string& out, Number number) {
  char text[32];
  const auto end = std::to_chars(std::begin(text), std::end(text), number).ptr;
  out.append(std::begin(text), end);
}

// A HELP line escapes backslash and line feed, a label's value the quote too.
void append_escaped(std::string& out, std::string_view text, bool in_quotes) {
  const auto is_special = [in_quotes](char c) {
    return c == '\\' || c == '\n' || (c == '"' && in_quotes);
  };
  for (auto begin = text.begin(); begin != text.end();) {
    const auto end = std::find_if(begin, text.end(), is_special);
    out.append(begin, end);
    if (end == text.end()) return;
    out += '\\';
    out += *end == '\n' ? 'n' : *end;
    begin = end + 1;
  }
}

}  // namespace

void append_number(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
  } else if (is_whole(value)) {
    append_digits(out, static_cast<std::int64_t>(value));
  } else {
    append_digits(out, value);
  }
}

void append_label(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append("=\"");
  append_escaped(out, value, true);
  out += '"';
}

void append_head(std::string& out, const MetricInfo& metric) {
  out.append("# HELP ").append(metric.name) += ' ';
  append_escaped(out, metric.help, false);
  out.append("\n# TYPE ").append(metric.name) += ' ';
  out.append(to_name(metric.kind)) += '\n';
}

}  // namespace deepalive::service
