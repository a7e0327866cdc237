#include "tests/windows/installer/scenario.h"

#include <yaml-cpp/yaml.h>

#include <stdexcept>

namespace deepalive::testing {
namespace {

Step read_step(const YAML::Node& node) {
  Step step;
  const std::map<std::string, std::string*> texts = {
      {"say", &step.say},         {"msiexec", &step.msiexec}, {"deepalive", &step.deepalive},
      {"write", &step.write},     {"text", &step.text},       {"start_type", &step.start_type},
      {"version", &step.version}, {"service", &step.service}, {"start", &step.start},
      {"in_path", &step.in_path}, {"answers", &step.answers}, {"output", &step.output},
      {"standin", &step.standin}, {"healthy", &step.healthy}, {"traces", &step.traces}};
  for (const auto& entry : node) {
    const auto key = entry.first.as<std::string>();
    if (const auto text = texts.find(key); text != texts.end()) {
      *text->second = entry.second.as<std::string>();
    } else if (key == "exit") {
      step.exit = entry.second.as<unsigned>();
    } else if (key == "there") {
      step.there = entry.second.as<std::vector<std::string>>();
    } else if (key == "gone") {
      step.gone = entry.second.as<std::vector<std::string>>();
    } else if (key == "contains") {
      step.contains = entry.second.as<std::map<std::string, std::string>>();
    } else if (key == "variables") {
      step.variables = entry.second.as<std::map<std::string, std::string>>();
    } else {
      throw std::runtime_error("a step has no key '" + key + "'");
    }
  }
  return step;
}

}  // namespace

std::vector<Scenario> read_scenarios(const std::string& file) {
  std::vector<Scenario> scenarios;
  for (const auto& entry : YAML::LoadFile(file)) {
    Scenario scenario{entry.first.as<std::string>(), {}};
    for (const auto& step : entry.second) scenario.steps.push_back(read_step(step));
    scenarios.push_back(std::move(scenario));
  }
  return scenarios;
}

}  // namespace deepalive::testing
