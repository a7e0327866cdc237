#include "service/commands/completion.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "core/protocol.h"
#include "service/commands/agent_locator.h"
#include "service/commands/agent_names.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;

// Over everything that is asked for names: nobody waits longer for a key to do something.
constexpr Duration kNamesDeadline = 300ms;
constexpr Duration kAgentDeadline = 200ms;  // then the configuration is read

// Where in the line the last word stands.
struct Place {
  const CLI::App* command = nullptr;
  const CLI::Option* value_of = nullptr;  // the option whose value it is
  std::size_t positional = 0;             // else: how many came before it
  bool words_only = false;                // "--" came before it
};

const CLI::App* below(const CLI::App& command, const std::string& word) {
  const auto shown = shown_commands(command);
  const auto found =
      std::ranges::find(shown, word, [](const auto* one) { return one->get_name(); });
  return found == shown.end() ? nullptr : *found;
}

// Of this command or of one above it.
const CLI::Option* option_of(const CLI::App* command, const std::string& name) {
  for (; command != nullptr; command = command->get_parent()) {
    for (const CLI::Option* option : command->get_options()) {
      if (!option->get_positional() || option->nonpositional()) {
        if (option->check_name(name)) return option;
      }
    }
  }
  return nullptr;
}

bool takes_value(const CLI::Option* option) {
  return option != nullptr && option->get_type_size() != 0;
}

Place place_of(const CLI::App& app, const std::vector<std::string>& words) {
  Place place{.command = &app};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string& word = words[i];
    if (place.value_of != nullptr) {
      if (word != "=") place.value_of = nullptr;  // bash makes a word of its own of it
    } else if (!place.words_only && word == "--") {
      place.words_only = true;
    } else if (!place.words_only && word.starts_with('-')) {
      const CLI::Option* option = option_of(place.command, word.substr(0, word.find('=')));
      if (takes_value(option) && word.find('=') == word.npos) place.value_of = option;
    } else if (const CLI::App* next = below(*place.command, word)) {
      // 'help' goes before any command, and is completed as if it were not there.
      if (next->get_name() != "help") place.command = next;
      place.positional = 0;
    } else {
      ++place.positional;
    }
  }
  return place;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

void add_values(const CLI::Option& option, const NamesOf& names_of, std::vector<Candidate>& all) {
  const std::string kind = option.get_type_name();
  if (kind == value_kind::kRole || kind == value_kind::kCheck) {
    for (auto& name : names_of(kind)) all.push_back({std::move(name), ""});
  } else if (kind.find('|') != kind.npos) {
    for (auto& word : split(kind, '|')) all.push_back({std::move(word), ""});
  }
}

void add_options(const CLI::App* command, std::vector<Candidate>& all) {
  std::set<std::string> seen;
  for (; command != nullptr; command = command->get_parent()) {
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_group().empty()) continue;
      for (const auto& name : option->get_lnames()) {
        if (seen.insert(name).second) all.push_back({"--" + name, option->get_description()});
      }
    }
  }
}

const CLI::Option* positional_of(const CLI::App& command, std::size_t index) {
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    if (index == 0 || option->get_expected_max() > 1) return option;
    --index;
  }
  return nullptr;
}

std::string value_given(const std::vector<std::string>& words, const std::string& option) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].starts_with(option + "=")) return words[i].substr(option.size() + 1);
    if (words[i] != option || i + 1 >= words.size()) continue;
    const bool apart = words[i + 1] == "=" && i + 2 < words.size();
    return words[i + (apart ? 2 : 1)];
  }
  return "";
}

// Asks on a thread of its own, which is left behind when it takes too long: a file on a share that
// does not answer cannot be given up otherwise.
std::vector<std::string> names_in_time(std::string_view kind,
                                       const std::vector<std::string>& words) {
  auto promise = std::make_shared<std::promise<AgentNames>>();
  auto found = promise->get_future();
  const AgentLocator agent(value_given(words, "--config"), value_given(words, "--pipe"));
  std::thread([promise, agent] {
    try {
      promise->set_value(names_of_agent(agent, kAgentDeadline));
    } catch (...) {
      promise->set_exception(std::current_exception());
    }
  }).detach();
  if (found.wait_for(kNamesDeadline) != std::future_status::ready) return {};
  try {
    const AgentNames names = found.get();
    return kind == value_kind::kRole ? names.roles : names.checks;
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace

std::vector<Candidate> candidates(const CLI::App& app, const std::vector<std::string>& words,
                                  const NamesOf& names_of) {
  if (words.empty()) return {};
  std::string begun = words.back();
  Place place = place_of(app, words);
  std::vector<Candidate> all;
  std::string kept;  // "--color=" of "--color=al"
  if (place.value_of == nullptr && !place.words_only && begun.starts_with('-')) {
    const auto equals = begun.find('=');
    if (equals == begun.npos) {
      add_options(place.command, all);
    } else {
      kept = begun.substr(0, equals + 1);
      place.value_of = option_of(place.command, begun.substr(0, equals));
      begun = begun.substr(equals + 1);
      if (!takes_value(place.value_of)) return {};
    }
  }
  if (place.value_of != nullptr) {
    if (begun == "=") begun.clear();
    add_values(*place.value_of, names_of, all);
  } else if (all.empty()) {
    for (const CLI::App* one : shown_commands(*place.command)) {
      if (place.words_only || place.positional > 0) break;
      all.push_back({one->get_name(), one->get_description()});
    }
    if (const CLI::Option* positional = positional_of(*place.command, place.positional)) {
      add_values(*positional, names_of, all);
    }
  }
  std::erase_if(all, [&begun](const Candidate& one) { return !one.word.starts_with(begun); });
  for (Candidate& one : all) one.word = kept + one.word;
  return all;
}

int complete_words(const CLI::App& app, const std::vector<std::string>& arguments) {
  const auto separator = std::ranges::find(arguments, "--");
  if (separator == arguments.end()) return kBadCommandLine;
  std::vector<std::string> words(separator + 1, arguments.end());
  if (std::find(arguments.begin(), separator, "--next") != separator) words.emplace_back();
  for (const Candidate& one : candidates(
           app, words, [&words](std::string_view kind) { return names_in_time(kind, words); })) {
    std::cout << one.word;
    if (!one.description.empty()) std::cout << '\t' << one.description;
    std::cout << '\n';
  }
  return kOk;
}

}  // namespace deepalive::service
