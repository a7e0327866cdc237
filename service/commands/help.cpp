#include "service/commands/help.h"

#include <algorithm>
#include <sstream>

#include "service/console/text.h"

namespace deepalive::service {
namespace {

constexpr std::string_view kExampleIndent = "  ";
constexpr std::string_view kProgram = "deepalive";

// Where a description begins, and how wide it is at least, however narrow the screen.
constexpr std::size_t kDescriptionAt = 34;
constexpr std::size_t kLeastDescription = 24;

class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::optional<std::size_t> columns) : columns_(columns) {}

  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    return row(make_option_name(option, is_positional) + make_option_opts(option),
               make_option_desc(option));
  }
  std::string make_subcommand(const CLI::App* command) const override {
    return row(command->get_display_name(true), command->get_description());
  }
  std::string make_description(const CLI::App* command) const override {
    std::string text;
    for (const auto& line : wrapped(command->get_description(), columns_.value_or(0))) {
      text += line + "\n";
    }
    return text;
  }

 private:
  static std::vector<std::string> wrapped(const std::string& text, std::size_t columns) {
    return columns == 0 ? std::vector<std::string>{text} : wrap(text, columns);
  }

  std::string row(const std::string& name, const std::string& description) const {
    std::string text = "  " + name;
    const auto lines = wrapped(
        description,
        columns_ ? std::max(*columns_, kDescriptionAt + kLeastDescription) - kDescriptionAt : 0);
    bool begun = display_width(text) + 1 < kDescriptionAt;
    if (begun) text.append(kDescriptionAt - display_width(text), ' ');
    for (const auto& line : lines) {
      if (!begun) text += "\n" + std::string(kDescriptionAt, ' ');
      text += line;
      begun = false;
    }
    return text + "\n";
  }

  std::optional<std::size_t> columns_;
};

std::string in_cell(std::string_view text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|') cell += '\\';
    cell += c;
  }
  return cell;
}

// "ROLE", "looksalive|isalive"; empty for a flag.
std::string value_of(const CLI::Option& option) {
  return option.get_type_size() == 0 ? "" : option.get_type_name();
}

std::string usage(const CLI::App& command) {
  std::string line = full_name(command);
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional() || option->get_group().empty()) continue;
    std::string word = value_of(*option);
    if (option->get_expected_max() > 1) word += "…";
    line += option->get_required() ? " " + word : " [" + word + "]";
  }
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_required() || option->get_positional()) continue;
    line += " " + option->get_name() + " " + value_of(*option);
  }
  return line;
}

// A row for each option that is shown; the one for help goes without saying.
std::string option_table(const CLI::App& command) {
  std::string rows;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_group().empty() || option == command.get_help_ptr()) continue;
    const bool positional = option->get_positional();
    std::string name = positional ? value_of(*option) : "";
    if (option->nonpositional()) {
      if (positional) name += ", ";
      name += option->get_name(false, true);
      if (!value_of(*option).empty()) name += " " + value_of(*option);
    }
    std::string text = option->get_description();
    if (option->get_required()) text += " (required)";
    rows += "| `" + in_cell(name) + "` | " + in_cell(option->get_default_str()) + " | " +
            in_cell(text) + " |\n";
  }
  if (rows.empty()) return "";
  return "| option | default | |\n|---|---|---|\n" + rows + "\n";
}

void write_markdown(const CLI::App& command, std::ostream& out) {
  const auto below = shown_commands(command);
  if (below.empty()) {
    out << "\n## " << full_name(command) << "\n\n"
        << command.get_description() << ".\n\n```text\n"
        << usage(command) << "\n```\n\n"
        << option_table(command);
    std::istringstream footer(command.get_footer());
    bool in_block = false;
    for (std::string line; std::getline(footer, line);) {
      const bool example = line.starts_with(kExampleIndent);
      if (example != in_block) out << (example ? "```sh\n" : "```\n\n");
      in_block = example;
      if (example) {
        out << line.substr(kExampleIndent.size()) << '\n';
      } else if (!line.empty()) {
        out << line << "\n\n";
      }
    }
    if (in_block) out << "```\n";
  }
  for (const CLI::App* one : below) write_markdown(*one, out);
}

}  // namespace

void show_examples(CLI::App& command, std::initializer_list<Example> examples,
                   std::string_view exit_codes) {
  std::string text;
  if (!exit_codes.empty()) text.append("Exit codes: ").append(exit_codes).append(".\n\n");
  text += examples.size() == 1 ? "Example:\n" : "Examples:\n";
  for (const Example& example : examples) {
    text.append(kExampleIndent).append("# ").append(example.what).append("\n");
    text.append(kExampleIndent).append(example.line).append("\n");
  }
  text.pop_back();
  command.footer(text);
}

std::vector<std::string> examples_of(const CLI::App& command) {
  const std::string begin = std::string(kExampleIndent) + std::string(kProgram) + " ";
  std::vector<std::string> lines;
  std::istringstream footer(command.get_footer());
  for (std::string line; std::getline(footer, line);) {
    if (line.starts_with(begin)) lines.push_back(line.substr(kExampleIndent.size()));
  }
  return lines;
}

CLI::Option* takes_one_of(CLI::Option* option, const std::vector<std::string>& words) {
  std::string kind;
  for (const auto& word : words) kind += (kind.empty() ? "" : "|") + word;
  // The words stand in the kind already.
  return option->type_name(kind)->transform(CLI::IsMember(words, CLI::ignore_case).description(""));
}

std::vector<const CLI::App*> shown_commands(const CLI::App& command) {
  std::vector<const CLI::App*> shown;
  for (const CLI::App* one : command.get_subcommands([](const CLI::App*) { return true; })) {
    if (!one->get_group().empty()) shown.push_back(one);
  }
  return shown;
}

std::string full_name(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return (parent ? full_name(*parent) + " " : "") + command.get_name();
}

std::shared_ptr<CLI::Formatter> help_formatter(std::optional<std::size_t> columns) {
  return std::make_shared<HelpFormatter>(columns);
}

std::string markdown_reference(const CLI::App& app) {
  std::ostringstream out;
  out << "# Commands\n\n<!-- Made by `deepalive help --markdown`, and held to it by a test. -->\n\n"
      << app.get_description() << "\n\n"
      << "Each command takes `--help`. What programs may rely on (exit codes, JSON, pipes) is in "
         "[interfaces.md](interfaces.md).\n\n";
  out << "| everywhere | default | |\n|---|---|---|\n";
  for (const CLI::Option* option : app.get_options()) {
    if (option == app.get_help_ptr()) continue;
    out << "| `" << in_cell(option->get_name() + " " + value_of(*option)) << "` | "
        << in_cell(option->get_default_str()) << " | " << in_cell(option->get_description())
        << " |\n";
  }
  write_markdown(app, out);
  return out.str();
}

}  // namespace deepalive::service
