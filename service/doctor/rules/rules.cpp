#include "service/doctor/rules/rules.h"

namespace deepalive::service::doctor::rules {

Judgement could_not_look(std::string why, std::string fix) {
  return {State::could_not_look, std::move(why), std::move(fix)};
}

Judgement could_not_look(const Error& error, std::string fix) {
  if (error.reason == Reason::iis_access_denied) {
    fix = "run 'deepalive doctor' in a command prompt that was opened as administrator";
  }
  return could_not_look(error.where, std::move(fix));
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

std::string quote(std::string_view name) { return "'" + std::string(name) + "'"; }

Fact<probes::ServiceState> service_of(const Facts& facts, std::string_view name) {
  const auto found = facts.services.find(name);
  return found == facts.services.end() ? Fact<probes::ServiceState>() : found->second;
}

bool is_server_2008(const Facts& facts) {
  return facts.windows.version && *facts.windows.version && **facts.windows.version == "6.0";
}

}  // namespace deepalive::service::doctor::rules
