#pragma once

#include <boost/json.hpp>
#include <string>

#include "service/commands/answer_text.h"

namespace deepalive::service {

// What the agent's report says of its configuration that somebody should know: that a newer one is
// refused, or waits for a restart. Lines for people, each with its end; empty when all is well.
inline std::string configuration_note(const boost::json::object& report) {
  const auto* const value = report.if_contains("configuration");
  if (value == nullptr || !value->is_object()) return "";
  const boost::json::object& configuration = value->get_object();
  std::string note;
  if (const auto* refused = configuration.if_contains("refused"); refused && refused->is_object()) {
    const boost::json::object& refusal = refused->get_object();
    note += "The configuration " + text_of(configuration, "file") + " is refused since " +
            text_of(refusal, "since") + "; the one before goes on:\n";
    for (const auto& problem : refusal.at("problems").as_array()) {
      note += "  " + std::string(problem.as_string()) + "\n";
    }
  }
  const auto* const waiting = configuration.if_contains("waiting_for_restart");
  if (waiting && waiting->is_array() && !waiting->get_array().empty()) {
    note += "Takes effect when the agent is started anew:";
    for (const auto& key : waiting->get_array()) note += " " + std::string(key.as_string());
    note += "\n";
  }
  return note;
}

}  // namespace deepalive::service
