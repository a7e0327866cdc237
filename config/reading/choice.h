#pragma once

#include <string_view>
#include <vector>

namespace deepalive::config {

// One of the words that a key takes, and what it means.
template <class E>
struct Choice {
  std::string_view name;
  E value;
};

// The words of a list of choices, for those that do not care what they mean.
using Words = std::vector<std::string_view> (*)();

template <const auto& kChoices>
std::vector<std::string_view> words_of() {
  std::vector<std::string_view> words;
  for (const auto& choice : kChoices) words.push_back(choice.name);
  return words;
}

}  // namespace deepalive::config
