#include "service/events/event.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "config/reading/text.h"

namespace deepalive::service {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kCut = "…";

std::string cut(std::string text) {
  if (text.size() <= kMaxInsert) return text;
  std::size_t end = kMaxInsert - kCut.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text.append(kCut);
}

std::string clean(std::string_view text) {
  // Beyond what can be shown nothing has to be looked at.
  text = text.substr(0, 2 * kMaxInsert);
  std::string out;
  while (const auto bad = config::first_invalid_utf8(text)) {
    out.append(text.substr(0, *bad)).append(kReplacement);
    text.remove_prefix(*bad + 1);
  }
  out.append(text);
  std::ranges::replace_if(
      out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return cut(std::move(out));
}

std::string left_out_text(std::uint64_t count) {
  if (count == 0) return {};
  return " (" + std::to_string(count) + (count == 1 ? " event" : " events") +
         " like this left out before)";
}

}  // namespace

Event make_event(EventId id, std::vector<std::string> inserts, Instant time) {
  inserts.resize(insert_names(info_of(id)).size());
  for (std::string& insert : inserts) insert = clean(insert);
  return {.id = id, .time = time, .inserts = std::move(inserts), .left_out = 0};
}

std::string_view subject(const Event& event) {
  const EventCategory category = info_of(event.id).category;
  const bool one_of_a_kind = category == EventCategory::agent || category == EventCategory::iis;
  if (one_of_a_kind || event.inserts.empty()) return {};
  return event.inserts.front();
}

std::vector<std::string> all_inserts(const Event& event) {
  std::vector<std::string> inserts = event.inserts;
  inserts.push_back(left_out_text(event.left_out));
  return inserts;
}

std::string to_text(const Event& event) {
  const std::string pattern = message_text(info_of(event.id));
  const auto inserts = all_inserts(event);
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '%' && i + 1 < pattern.size()) {
      text += inserts.at(static_cast<std::size_t>(pattern[++i] - '1'));
    } else {
      text += pattern[i];
    }
  }
  return text;
}

std::string to_json_line(const Event& event) {
  const EventInfo& info = info_of(event.id);
  boost::json::object inserts;
  const auto names = insert_names(info);
  for (std::size_t i = 0; i < names.size(); ++i) inserts[names[i]] = event.inserts.at(i);
  boost::json::object line{{"time", to_utc_text(event.time.wall)},
                           {"id", static_cast<std::uint64_t>(event.id)},
                           {"name", info.name},
                           {"severity", to_name(info.severity)}};
  if (const auto role = insert_at(info, "role")) line["role"] = event.inserts.at(*role);
  line["inserts"] = std::move(inserts);
  if (event.left_out > 0) line["left_out"] = event.left_out;
  line["message"] = to_text(event);
  return boost::json::serialize(line);
}

}  // namespace deepalive::service
