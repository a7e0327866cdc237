#include "core/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace deepalive {
namespace {

constexpr std::size_t kMaxWord =
    64;  // longer words are not typing errors, and the work is quadratic

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Levenshtein distance with one row.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

bool begins_with(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::ranges::equal(text.substr(0, prefix.size()), prefix, {}, lower, lower);
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > kMaxWord) return {};
  std::string_view best;
  std::size_t fewest = kMaxWord;
  for (const auto candidate : candidates) {
    const std::size_t count = edits(word, candidate);
    if (count <= std::max<std::size_t>(1, candidate.size() / 3) && count < fewest) {
      fewest = count;
      best = candidate;
    }
  }
  if (!best.empty()) return best;
  const auto continued = [word](std::string_view candidate) {
    return begins_with(candidate, word);
  };
  if (std::ranges::count_if(candidates, continued) == 1) {
    return *std::ranges::find_if(candidates, continued);
  }
  return {};
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view found = nearest(word, candidates);
  return found.empty() ? "" : "; did you mean '" + std::string(found) + "'?";
}

}  // namespace deepalive
