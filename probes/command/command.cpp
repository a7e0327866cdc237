#include "probes/command/command.h"

#include "core/units.h"
#include "probes/http/clean_text.h"

namespace deepalive::probes {
namespace {

// Behind '|' plugins write performance data.
std::string first_line(std::string_view output) {
  while (!output.empty()) {
    const auto end = output.find_first_of("\r\n");
    std::string_view line = output.substr(0, end);
    line = line.substr(0, line.find('|'));
    while (line.ends_with(' ')) line.remove_suffix(1);
    if (!line.empty()) return clean_text(line);
    if (end == output.npos) break;
    output.remove_prefix(end + 1);
  }
  return {};
}

Finding with_exit_code(int code, const std::string& said) {
  Finding finding{.detail = "exit code " + std::to_string(code)};
  if (!said.empty()) finding.detail += ": " + said;
  switch (code) {
    case 0:
      finding.outcome = Outcome::pass;
      finding.reason = Reason::ok;
      if (!said.empty()) finding.detail = said;
      break;
    case 1:
      finding.outcome = Outcome::pass;
      finding.degraded = true;
      finding.reason = Reason::command_warned;
      break;
    case 2:
      finding.outcome = Outcome::fail;
      finding.reason = Reason::command_failed;
      break;
    default:
      finding.outcome = Outcome::indeterminate;
      finding.reason = Reason::command_unknown;
      break;
  }
  return finding;
}

}  // namespace

Finding judge_command(const Result<CommandResult>& result, Duration timeout) {
  if (!result) return Finding::own_fault(result.error().where, result.error().reason);
  const std::string said = first_line(result->output);
  if (result->timed_out) {
    return Finding::own_fault("killed: no end within " + format_duration(timeout) +
                                  (said.empty() ? "" : "; it had said: " + said),
                              Reason::command_timeout);
  }
  if (!result->exit_code) {
    return Finding::own_fault("killed by somebody else", Reason::command_unknown);
  }
  return with_exit_code(*result->exit_code, said);
}

std::string windows_command_line(const std::vector<std::string>& run) {
  std::string line;
  for (const std::string& argument : run) {
    if (!line.empty()) line += ' ';
    if (!argument.empty() && argument.find_first_of(" \t\"") == argument.npos) {
      line += argument;
      continue;
    }
    line += '"';
    std::size_t backslashes = 0;
    for (const char c : argument) {
      // Before a quote, backslashes count double; anywhere else they stand for themselves.
      if (c == '"') line.append(backslashes + 1, '\\');
      backslashes = c == '\\' ? backslashes + 1 : 0;
      line += c;
    }
    line.append(backslashes, '\\');
    line += '"';
  }
  return line;
}

}  // namespace deepalive::probes
