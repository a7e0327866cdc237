#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/spec.h"
#include "probes/finding.h"

namespace deepalive::probes {

// What is kept of a response's header.
struct ResponseHead {
  unsigned status = 0;
  std::string server;  // as the peer sent them
  std::string location;
  std::string negotiate{};  // the token of WWW-Authenticate: Negotiate
  // Status line and headers, '\n' behind each; without those that would take it over kMaxKeptHead.
  std::string lines{};
  // All of them, if they were asked for.
  std::vector<std::pair<std::string, std::string>> fields{};
};
inline constexpr std::size_t kMaxKeptHead = std::size_t{4} * 1024;  // bytes

// What a response must be, prepared once: ranges and compiled patterns. Immutable, any thread.
//
// Patterns are searched anywhere in the body; ^ and $ also match at line ends and a dot matches
// line ends too. The work on one search is bounded, so that no pattern can hold up the other probes
// of the thread.
class Expectation {
 public:
  static Result<Expectation> prepare(const HttpExpectation& wanted);
  Expectation(Expectation&&) noexcept;
  Expectation& operator=(Expectation&&) noexcept;
  ~Expectation();

  // Whether the body has to be there as a whole.
  bool asks_for_body() const { return forbidden_ || required_ || !json_.empty(); }
  // Whether judge_head() needs ResponseHead::fields.
  bool asks_for_fields() const { return !headers_.empty(); }

  // Null: as it should be.
  std::optional<Finding> judge_head(const ResponseHead& head) const;
  std::optional<Finding> judge_body(std::string_view body) const;

 private:
  class Pattern;
  Expectation();
  struct Header {
    std::string name;
    std::unique_ptr<const Pattern> matches;
  };
  std::string status_text() const;
  std::optional<Finding> judge_status(const ResponseHead& head) const;
  std::optional<Finding> judge_json(std::string_view body) const;

  std::vector<StatusRange> status_;
  std::vector<Header> headers_;
  std::vector<JsonExpectation> json_;
  std::unique_ptr<const Pattern> forbidden_;
  std::unique_ptr<const Pattern> required_;
};

}  // namespace deepalive::probes
