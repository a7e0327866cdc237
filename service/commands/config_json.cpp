#include "service/commands/config_json.h"

#include <yaml-cpp/yaml.h>

#include <boost/json.hpp>
#include <charconv>

namespace deepalive::service {
namespace {

namespace json = boost::json;

json::value scalar_of(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return json::string(text);  // quoted
  if (text == "true") return true;
  if (text == "false") return false;
  if (text == "null" || text == "~" || text.empty()) return nullptr;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  return json::string(text);
}

json::value json_value(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Scalar:
      return scalar_of(node);
    case YAML::NodeType::Sequence: {
      json::array array;
      for (const auto& item : node) array.push_back(json_value(item));
      return array;
    }
    case YAML::NodeType::Map: {
      json::object object;
      for (const auto& item : node) object[item.first.Scalar()] = json_value(item.second);
      return object;
    }
    case YAML::NodeType::Null:
    case YAML::NodeType::Undefined:
      break;
  }
  return nullptr;
}

}  // namespace

std::string config_check_json(bool ok, const std::vector<FileProblems>& files, std::size_t roles,
                              std::size_t checks) {
  json::array problems;
  for (const auto& [file, found] : files) {
    for (const config::Problem& problem : found) {
      problems.push_back(json::object{
          {"severity", problem.severity == config::Severity::error ? "error" : "warning"},
          {"file", file},
          {"line", problem.line},
          {"column", problem.column},
          {"path", problem.path},
          {"text", problem.text}});
    }
  }
  return json::serialize(json::object{
      {"ok", ok}, {"roles", roles}, {"checks", checks}, {"problems", std::move(problems)}});
}

std::string json_of_yaml(const std::string& yaml) {
  return json::serialize(json_value(YAML::Load(yaml)));
}

}  // namespace deepalive::service
