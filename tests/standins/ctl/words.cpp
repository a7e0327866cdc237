#include <algorithm>
#include <numeric>
#include <vector>

#include "tests/standins/ctl/commands.h"
#include "tests/standins/world/text.h"

namespace deepalive::standins::ctl {
namespace {

std::size_t edit_distance(std::wstring_view left, std::wstring_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t kept = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({kept, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

void wrong_word(std::wstring_view word, std::span<const std::wstring_view> valid) {
  std::wstring text = L"'" + std::wstring(word) + L"' is none of:";
  for (const std::wstring_view known : valid) text.append(L" ").append(known);
  const auto nearest = std::ranges::min_element(
      valid, {}, [word](std::wstring_view known) { return edit_distance(word, known); });
  if (edit_distance(word, *nearest) <= 2) text.append(L" (did you mean ").append(*nearest) += L"?)";
  throw UsageError(narrow(text));
}

const std::wstring& word_at(Words words, std::size_t index, const char* what) {
  if (index >= words.size()) throw UsageError(std::string(what) + " is missing");
  return words[index];
}

std::string describe_hresult(HRESULT result) {
  char code[16];
  std::snprintf(code, sizeof(code), "0x%08X", static_cast<unsigned>(result));
  wchar_t text[256];
  const DWORD size = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS,
                                    nullptr, static_cast<DWORD>(result), 0, text, 256, nullptr);
  std::wstring_view words(text, size);
  while (!words.empty() && words.back() <= L' ') words.remove_suffix(1);
  return std::string(code) + " " + narrow(words);
}

}  // namespace deepalive::standins::ctl
