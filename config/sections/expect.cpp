#include "config/sections/expect.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/reading/mapping.h"
#include "config/reading/text.h"
#include "config/sections/pattern.h"
#include "config/sections/token.h"

namespace deepalive::config {
namespace {

// RFC 6901. The empty one, which is the whole document, is of no use here.
bool is_json_pointer(std::string_view text) {
  if (!text.starts_with('/')) return false;
  for (std::size_t at = text.find('~'); at != text.npos; at = text.find('~', at + 1)) {
    if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) return false;
  }
  return true;
}

std::optional<StatusRange> parse_status(std::string_view text) {
  const auto parse = [](std::string_view digits) -> std::optional<unsigned> {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    if (number < kStatus.least || number > kStatus.most) return std::nullopt;
    return number;
  };
  const auto hyphen = text.find('-');
  const auto first = parse(text.substr(0, hyphen));
  const auto last = hyphen == text.npos ? first : parse(text.substr(hyphen + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return StatusRange{*first, *last};
}

void read_status(const Value& value, std::vector<StatusRange>& status) {
  const auto items = value.list(kMaxStatusRanges, "a list such as [\"200-299\"]");
  if (!items) return;
  if (items->empty()) {
    value.error("is empty: no answer would do; list codes such as 200 or \"200-299\"");
    return;
  }
  status.clear();
  for (const Value& item : *items) {
    const auto text = item.text(kMaxText, "a status such as 200 or \"200-299\"");
    if (!text) continue;
    if (const auto range = parse_status(text->value)) {
      status.push_back(*range);
    } else {
      item.error(in_quotes(text->written) +
                 " is no status from 100 to 599 or range of them, such as 200 or \"200-299\"");
    }
  }
}

void read_pattern(const Value& value, std::string& pattern) {
  const auto text = value.text(kMaxPattern, "a regular expression");
  if (!text) return;
  if (text->value.empty()) {
    value.error("is empty and would match everything; remove the key");
  } else if (const auto error = pattern_error(text->value)) {
    value.error("does not compile: " + *error);
  } else {
    pattern = text->value;
  }
}

void read_json(const Value& value, std::vector<JsonExpectation>& json) {
  const auto items = value.list(kMaxExpectations, "a list such as [{pointer: /db, equals: up}]");
  if (!items) return;
  for (const Value& item : *items) {
    const Mapping mapping(item, Scope::json);
    const Value* const pointer = mapping.find("pointer");
    const Value* const equals = mapping.find("equals");
    if (pointer == nullptr || equals == nullptr) {
      if (mapping.is_understood()) item.error("needs pointer and equals");
      continue;
    }
    const auto where = pointer->text(kMaxText, "a JSON pointer such as /db");
    const auto what = equals->text(kMaxText);
    if (!where || !what) continue;
    if (!is_json_pointer(where->value)) {
      pointer->error(in_quotes(where->written) +
                     " is no JSON pointer: it begins with '/', such as /db/state; ~0 is a '~' and "
                     "~1 a '/' within a name");
      continue;
    }
    json.push_back({where->value, what->value});
  }
}

void read_expected_headers(const Value& value, std::vector<HeaderExpectation>& headers) {
  const auto items =
      value.list(kMaxExpectations, "a list such as [{name: Content-Type, matches: json}]");
  if (!items) return;
  for (const Value& item : *items) {
    const Mapping mapping(item, Scope::header);
    const Value* const name = mapping.find("name");
    const Value* const matches = mapping.find("matches");
    if (name == nullptr || matches == nullptr) {
      if (mapping.is_understood()) item.error("needs name and matches");
      continue;
    }
    const auto text = name->plain_text("a header's name");
    HeaderExpectation header;
    read_pattern(*matches, header.matches);
    if (!text || header.matches.empty()) continue;
    if (!is_token(text->value)) {
      name->error(in_quotes(text->written) + " is no header name: letters, digits and '-'");
      continue;
    }
    header.name = text->value;
    headers.push_back(std::move(header));
  }
}

}  // namespace

void read_expectation(const Value& value, HttpExpectation& expect) {
  const Mapping mapping(value, Scope::expect);
  if (const Value* status = mapping.find("status")) read_status(*status, expect.status);
  if (const Value* pattern = mapping.find("body_matches")) {
    read_pattern(*pattern, expect.body_matches);
  }
  if (const Value* pattern = mapping.find("body_not_matches")) {
    read_pattern(*pattern, expect.body_not_matches);
  }
  if (const Value* json = mapping.find("json")) read_json(*json, expect.json);
  if (const Value* headers = mapping.find("headers")) {
    read_expected_headers(*headers, expect.headers);
  }
  if (const Value* latency = mapping.find("latency")) {
    const Mapping limits(*latency, Scope::latency);
    if (const Value* degraded = limits.find("degraded")) {
      expect.latency_degraded = degraded->duration(kLatency);
    }
  }
}

}  // namespace deepalive::config
