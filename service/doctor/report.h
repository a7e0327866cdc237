#pragma once

#include <cstddef>
#include <ostream>
#include <span>
#include <string>

#include "service/doctor/requirement.h"

namespace deepalive::service::doctor {

inline constexpr std::size_t kDefaultWidth = 100;  // characters, where the terminal does not tell

// For people: a table per area, then what to do, in lines of at most `width` characters (but for
// words that are longer).
void print_report(std::ostream& out, const Facts& facts, std::span<const Row> rows,
                  std::size_t width = kDefaultWidth);

// For programs: one line of JSON with everything.
std::string report_json(const Facts& facts, std::span<const Row> rows);

// Breaks a text between words, into pieces of at most `width` characters.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace deepalive::service::doctor
