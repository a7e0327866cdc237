#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace deepalive::service {

// What the agent's JSON says, for a table's cell. Empty when there is no such text.
inline std::string text_of(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : "";
}

// The answer to a question of the cluster's.
inline std::string alive_text(const boost::json::object& object, std::string_view question) {
  return object.at(question).as_bool() ? "alive" : "dead";
}

}  // namespace deepalive::service
