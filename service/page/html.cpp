#include "service/page/html.h"

#include <fmt/format.h>

#include <algorithm>

#include "service/utf8.h"

namespace deepalive::service {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069, and C1 (U+0080 to U+009F).
bool misleads(std::string_view sequence) {
  if (sequence.size() == 2) return sequence[0] == '\xC2' && sequence[1] < '\xA0';
  if (sequence.size() != 3 || sequence[0] != '\xE2') return false;
  const auto last = static_cast<unsigned char>(sequence[2]);
  if (sequence[1] == '\x80') return last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE);
  return sequence[1] == '\x81' && last >= 0xA6 && last <= 0xA9;
}

}  // namespace

std::string escaped(std::string_view text, std::size_t most) {
  std::string out;
  out.reserve(text.size());
  std::size_t taken = 0;
  while (taken < text.size()) {
    const std::string_view rest = text.substr(taken);
    const std::size_t length = utf8_length(rest);
    const std::string_view sequence = rest.substr(0, std::max<std::size_t>(length, 1));
    if (taken + sequence.size() > most) {
      out += "…";
      break;
    }
    taken += sequence.size();
    const auto first = static_cast<unsigned char>(sequence.front());
    if (length == 0 || first == 0x7F || misleads(sequence)) {
      out += kReplacement;
    } else if (first < 0x20) {
      out += first == '\t' || first == '\n' || first == '\r' ? " " : kReplacement;
    } else if (first == '&') {
      out += "&amp;";
    } else if (first == '<') {
      out += "&lt;";
    } else if (first == '>') {
      out += "&gt;";
    } else if (first == '"') {
      out += "&quot;";
    } else if (first == '\'') {
      out += "&#39;";
    } else {
      out += sequence;
    }
  }
  return out;
}

std::string url_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string time_element(WallTime time, bool ahead) {
  const std::string text = to_utc_text(time);  // 2026-11-22T14:05:09.123Z
  return fmt::format("<time datetime=\"{}\"{}>{} {} UTC</time>", text, ahead ? " data-ahead" : "",
                     std::string_view(text).substr(0, 10), std::string_view(text).substr(11, 8));
}

std::string duration_text(Duration duration) {
  const double seconds = to_seconds(duration);
  if (seconds < 0.001) return fmt::format("{:.0f} µs", seconds * 1e6);
  if (seconds < 0.9995) return fmt::format("{:.0f} ms", seconds * 1e3);
  return seconds < 9.95 ? fmt::format("{:.1f} s", seconds) : fmt::format("{:.0f} s", seconds);
}

std::string counted(std::size_t count, std::string_view singular) {
  return fmt::format("{} {}{}", count, singular, count == 1 ? "" : "s");
}

std::string icon(std::string_view name) {
  return fmt::format("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-{}\"/></svg>", name);
}

}  // namespace deepalive::service
