#include "probes/http/expectation.h"

// A search that backtracks without end is given up after this many states, some tens of
// milliseconds. The library's own limit lets one search hold the thread for seconds.
#define BOOST_REGEX_MAX_STATE_COUNT 2000000
#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/json.hpp>
#include <boost/regex.hpp>

#include "core/units.h"
#include "probes/http/clean_text.h"

namespace deepalive::probes {

class Expectation::Pattern {
 public:
  enum class Search { found, not_found, given_up };

  explicit Pattern(const std::string& text)
      : regex_(text, boost::regex::perl | boost::regex::nosubs) {}

  Search search(std::string_view body) const {
    try {
      const bool found = boost::regex_search(body.data(), body.data() + body.size(), regex_,
                                             boost::match_any | boost::match_nosubs);
      return found ? Search::found : Search::not_found;
    } catch (const std::runtime_error&) {
      return Search::given_up;
    }
  }

 private:
  boost::regex regex_;
};

namespace {

Finding too_complex(std::string_view what, std::string_view key) {
  // A match that was given up says nothing about the site, so it must not fail it over.
  return Finding::own_fault("matching " + std::string(what) + " against " + std::string(key) +
                                " needs too much work; write it without nested repeats",
                            Reason::pattern_too_complex);
}

constexpr std::size_t kMaxShownValue = 80;  // bytes

// A value as expect.json compares it, and shows it: text as it is.
std::string text_of(const boost::json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value);
}

bool is_equal(const boost::json::value& value, const std::string& expected) {
  if (text_of(value) == expected) return true;
  if (!value.is_number()) return false;
  boost::system::error_code error;  // 5 is 5.0
  const auto other = boost::json::parse(expected, error);
  return !error && other.is_number() && value.to_number<double>() == other.to_number<double>();
}

}  // namespace

Expectation::Expectation() = default;
Expectation::Expectation(Expectation&&) noexcept = default;
Expectation& Expectation::operator=(Expectation&&) noexcept = default;
Expectation::~Expectation() = default;

Result<Expectation> Expectation::prepare(const HttpExpectation& wanted) {
  Expectation expectation;
  expectation.status_ = wanted.status;
  std::string_view key = "body_matches";
  try {
    if (!wanted.body_matches.empty()) {
      expectation.required_ = std::make_unique<const Pattern>(wanted.body_matches);
    }
    key = "body_not_matches";
    if (!wanted.body_not_matches.empty()) {
      expectation.forbidden_ = std::make_unique<const Pattern>(wanted.body_not_matches);
    }
    key = "headers";
    for (const HeaderExpectation& header : wanted.headers) {
      expectation.headers_.push_back(
          {header.name, std::make_unique<const Pattern>(header.matches)});
    }
  } catch (const boost::regex_error& error) {
    return Error{.where = "expect." + std::string(key) +
                          " is not a valid regular expression: " + clean_text(error.what(), 200)};
  }
  expectation.json_ = wanted.json;
  return expectation;
}

std::optional<Finding> Expectation::judge_head(const ResponseHead& head) const {
  if (auto finding = judge_status(head)) return finding;
  for (const Header& header : headers_) {
    const std::string* last = nullptr;
    bool found = false;
    for (const auto& [name, value] : head.fields) {
      if (!boost::beast::iequals(name, header.name)) continue;
      last = &value;
      const auto search = header.matches->search(value);
      if (search == Pattern::Search::given_up) {
        return too_complex("header " + header.name, "expect.headers");
      }
      found |= search == Pattern::Search::found;
    }
    if (found) continue;
    // Its value may be a secret, such as a cookie.
    return Finding{.reason = Reason::header_unexpected,
                   .detail = last ? "header " + header.name + " (" + format_size(last->size()) +
                                        ") does not match"
                                  : "header " + header.name + " is missing"};
  }
  return std::nullopt;
}

std::optional<Finding> Expectation::judge_status(const ResponseHead& head) const {
  const bool expected = std::ranges::any_of(status_, [&head](const StatusRange& range) {
    return range.first <= head.status && head.status <= range.last;
  });
  if (expected) return std::nullopt;
  Finding finding{.reason = Reason::status_unexpected, .detail = {}};
  finding.detail = "status " + std::to_string(head.status) + " (expected " + status_text() + ")";
  if (!head.server.empty()) finding.detail += ", Server: " + clean_text(head.server, 60);
  if (!head.location.empty()) {
    // Without its query, where tokens travel.
    const std::string_view location = head.location;
    finding.detail += ", Location: " + clean_text(location.substr(0, location.find('?')), 100);
  }
  if (head.status == 503 && head.server.starts_with("Microsoft-HTTPAPI/")) {
    finding.detail +=
        "; HTTP.sys itself answered: the application pool is stopped, disabled or its queue is "
        "full";
  }
  return finding;
}

std::optional<Finding> Expectation::judge_body(std::string_view body) const {
  if (forbidden_) {
    switch (forbidden_->search(body)) {
      case Pattern::Search::found:
        return Finding{.reason = Reason::body_forbidden,
                       .detail = "the body matches body_not_matches"};
      case Pattern::Search::given_up:
        return too_complex("the body", "body_not_matches");
      case Pattern::Search::not_found:
        break;
    }
  }
  if (required_) {
    switch (required_->search(body)) {
      case Pattern::Search::not_found:
        return Finding{
            .reason = Reason::body_not_matched,
            .detail = "the body (" + format_size(body.size()) + ") does not match body_matches"};
      case Pattern::Search::given_up:
        return too_complex("the body", "body_matches");
      case Pattern::Search::found:
        break;
    }
  }
  return judge_json(body);
}

std::optional<Finding> Expectation::judge_json(std::string_view body) const {
  if (json_.empty()) return std::nullopt;
  boost::system::error_code error;
  const auto document = boost::json::parse(body, error);
  if (error) {
    return Finding{.reason = Reason::json_unexpected,
                   .detail = "the body (" + format_size(body.size()) +
                             ") is no JSON: " + clean_text(error.message())};
  }
  for (const JsonExpectation& wanted : json_) {
    const auto* const value = document.find_pointer(wanted.pointer, error);
    if (value != nullptr && is_equal(*value, wanted.equals)) continue;
    const std::string expected = " (expected " + clean_text(wanted.equals, kMaxShownValue) + ")";
    return Finding{.reason = Reason::json_unexpected,
                   .detail = value ? wanted.pointer + " is " +
                                         clean_text(text_of(*value), kMaxShownValue) + expected
                                   : wanted.pointer + " is not in the body" + expected};
  }
  return std::nullopt;
}

std::string Expectation::status_text() const {
  std::string text;
  for (const StatusRange& range : status_) {
    if (!text.empty()) text += ", ";
    text += std::to_string(range.first);
    if (range.last != range.first) text += "-" + std::to_string(range.last);
  }
  return text;
}

}  // namespace deepalive::probes
