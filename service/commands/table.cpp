#include "service/commands/table.h"

#include <algorithm>
#include <numeric>

#include "service/console/screen.h"
#include "service/console/text.h"

namespace deepalive::service {
namespace {

constexpr std::size_t kGap = 2;
// What the last column keeps before others are cut, and what each of those keeps.
constexpr std::size_t kLeastOfLast = 24;
constexpr std::size_t kLeastOfOthers = 6;

std::size_t sum(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), std::size_t{0});
}

void pad(std::string& line, std::size_t columns) { line.append(columns, ' '); }

}  // namespace

std::vector<std::size_t> Table::natural_widths(
    const std::vector<std::vector<std::string>>& rows) const {
  std::vector<std::size_t> widths(columns_);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < columns_; ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  }
  return widths;
}

void Table::fit(std::vector<std::size_t>& widths, std::size_t room) const {
  const std::size_t gaps = kGap * (columns_ - 1);
  room = room > gaps ? room - gaps : 1;
  const auto over = [&] { return sum(widths) > room ? sum(widths) - room : 0; };
  const auto shrink = [&](std::size_t column, std::size_t least) {
    widths[column] -= std::min(over(), widths[column] - std::min(widths[column], least));
  };
  const std::size_t last = columns_ - 1;
  shrink(last, kLeastOfLast);
  for (const std::size_t column : yielding_) shrink(column, kLeastOfOthers);
  for (std::size_t column = last; column-- > 0;) shrink(column, kLeastOfOthers);
  shrink(last, 1);
}

void Table::print(std::ostream& out, std::string_view indent) const {
  const Screen& screen = screen_of(out);
  auto rows = rows_;
  for (auto& row : rows) {
    row.resize(columns_);
    for (auto& cell : row) cell = printable(cell);
  }
  auto widths = natural_widths(rows);
  if (screen.width) {
    fit(widths, *screen.width > indent.size() ? *screen.width - indent.size() : 1);
  }
  const std::size_t last = columns_ - 1;
  const auto paint = [&](std::size_t row, std::size_t column, std::string_view text,
                         std::string_view whole) {
    if (row == 0) return painted(text, Colour::dim, screen);
    const bool by_word = std::ranges::find(coloured_, column) != coloured_.end();
    return painted(text, by_word ? colour_of_word(whole) : Colour::none, screen);
  };
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::string line(indent);
    std::size_t before_last = indent.size();
    for (std::size_t i = 0; i < last; ++i) {
      const std::string text = cut(rows[r][i], widths[i]);
      line += paint(r, i, text, rows[r][i]);
      pad(line, widths[i] - display_width(text) + kGap);
      before_last += widths[i] + kGap;
    }
    const std::string& cell = rows[r][last];
    // As it is where there is no limit: a wide cell is one line.
    const auto lines = wrap(cell, std::max<std::size_t>(widths[last], 1));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i > 0) {
        line.clear();
        pad(line, before_last);
      }
      out << line << paint(r, last, lines[i], cell) << '\n';
    }
  }
}

}  // namespace deepalive::service
