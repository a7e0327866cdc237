#include "service/events/configuration_events.h"

#include "config/environment.h"

namespace deepalive::service {
namespace {

// More are for `deepalive config check`.
constexpr std::size_t kShownProblems = 5;

}  // namespace

void raise_loaded(Events& events, const std::string& file, const NodeSpec& spec,
                  std::span<const config::Problem> problems, const std::string& changes) {
  std::size_t checks = 0;
  for (const RoleSpec& role : spec.roles) checks += role.checks.size();
  events.raise(EventId::configuration_loaded,
               {file, std::to_string(spec.roles.size()), std::to_string(checks),
                std::to_string(problems.size()), changes});
}

void raise_refused(Events& events, const std::string& file,
                   std::span<const config::Problem> problems, const std::string& consequence) {
  const std::string name = config::utf8_from_path(config::path_from_utf8(file).filename());
  std::string text;
  std::size_t errors = 0;
  for (const config::Problem& problem : problems) {
    if (problem.severity != config::Severity::error || ++errors > kShownProblems) continue;
    text += config::format_problem(problem, name);
    text += text.ends_with('?') || text.ends_with('.') ? " " : ". ";
  }
  if (errors > kShownProblems) {
    text += "And " + std::to_string(errors - kShownProblems) + " more errors. ";
  }
  if (!text.empty()) text.pop_back();
  events.raise(EventId::configuration_refused, {file, text, consequence});
}

}  // namespace deepalive::service
