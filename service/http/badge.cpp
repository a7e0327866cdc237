#include "service/http/badge.h"

#include <fmt/format.h>

#include "service/http/replies.h"

namespace deepalive::service {
namespace {

constexpr std::string_view kLabelColour = "#444";
constexpr std::string_view kEnding = ".svg";

struct Width {
  std::string_view letters;
  int tenths;  // of a pixel, in Verdana of 11 px
};
// Close enough: textLength makes the text fit where the font is another.
constexpr Width kWidths[] = {{"ijl", 32}, {"ftrI-", 45}, {"cksvxyz", 60}, {"wM", 92}, {"mW", 107}};

int width_of(char c) {
  for (const Width& width : kWidths) {
    if (width.letters.find(c) != std::string_view::npos) return width.tenths;
  }
  return c >= 'A' && c <= 'Z' ? 78 : 68;
}

int width_of(std::string_view text) {
  int tenths = 0;
  for (const char c : text) tenths += width_of(c);
  return (tenths + 9) / 10;
}

std::string as_markup(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '"') {
      out += "&quot;";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string_view badge_colour(Verdict verdict) {
  switch (verdict) {
    case Verdict::healthy:
      return "#2e7d32";
    case Verdict::degraded:
      return "#9a5b00";
    case Verdict::unhealthy:
      return "#c62828";
    case Verdict::unknown:
      return "#7a4b9d";
    case Verdict::initializing:
    case Verdict::maintenance:
      return "#1565c0";
    case Verdict::standby:
      return "#5f6b73";
  }
  return kLabelColour;
}

std::string render_badge(std::string_view label, Verdict verdict) {
  constexpr int kPadding = 6;
  const std::string_view word = to_name(verdict);
  const int label_text = width_of(label);
  const int word_text = width_of(word);
  const int left = label_text + 2 * kPadding;
  const int right = word_text + 2 * kPadding;
  return fmt::format(
      R"svg(<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{label}: {word}">
<title>{label}: {word}</title>
<clipPath id="r"><rect width="{width}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)">
<rect width="{left}" height="20" fill="{grey}"/>
<rect x="{left}" width="{right}" height="20" fill="{colour}"/>
</g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">
<text x="{label_x}" y="14" textLength="{label_text}">{label}</text>
<text x="{word_x}" y="14" textLength="{word_text}">{word}</text>
</g>
</svg>
)svg",
      fmt::arg("width", left + right), fmt::arg("left", left), fmt::arg("right", right),
      fmt::arg("label", as_markup(label)), fmt::arg("word", word), fmt::arg("grey", kLabelColour),
      fmt::arg("colour", badge_colour(verdict)), fmt::arg("label_x", kPadding),
      fmt::arg("word_x", left + kPadding), fmt::arg("label_text", label_text),
      fmt::arg("word_text", word_text));
}

HttpReply badge(const RouteSources& sources, std::string_view name) {
  if (!name.ends_with(kEnding)) return not_found("A badge is /badge/<role>.svg");
  const std::string_view role = name.substr(0, name.size() - kEnding.size());
  const auto found = sources.node.find(role);
  if (!found) return unknown_role(sources.node, role);
  const Judgement judgement = current(*found, sources.clock().steady);
  // A badge is there to be shown by other sites' pages.
  return {.content_type = "image/svg+xml",
          .body = render_badge(role, judgement.verdict),
          .headers = {{"Cross-Origin-Resource-Policy", "cross-origin"}}};
}

}  // namespace deepalive::service
