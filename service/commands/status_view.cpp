#include "service/commands/status_view.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <sstream>
#include <string_view>

#include "service/commands/answer_text.h"
#include "service/commands/configuration_note.h"
#include "service/commands/exit_codes.h"
#include "service/commands/table.h"
#include "service/console/text.h"
#include "service/words.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;

constexpr std::size_t kRolesWithChecks =
    3;  // a node with more roles shows checks only when asked for one role

std::string age_of(const json::object& object) {
  const auto* age = object.if_contains("age_ms");
  if (!age || !age->is_number()) return "never";
  return age_text(std::chrono::milliseconds(age->to_number<std::int64_t>()));
}

void print_checks(const json::object& role, std::ostream& out) {
  Table table({"CHECK", "KIND", "STATE", "SEEN", "LAST RESULT"});
  table.yields({1, 0}).colours({2});
  for (const auto& value : role.at("checks").as_array()) {
    const json::object& check = value.as_object();
    const std::string detail = text_of(check, "detail");
    table.add({text_of(check, "check"), text_of(check, "kind"),
               text_of(check, "state") + (check.at("pending").as_bool() ? " (changing)" : ""),
               age_of(check), detail.empty() ? text_of(check, "reason") : detail});
  }
  table.print(out, "  ");
}

void print_roles(const json::array& roles, std::ostream& out) {
  Table table({"ROLE", "VERDICT", "LOOKSALIVE", "ISALIVE", "EVIDENCE", "SINCE", "WHY"});
  table.yields({5, 0, 4}).colours({1, 2, 3});
  for (const auto& value : roles) {
    const json::object& role = value.as_object();
    table.add({text_of(role, "role"), text_of(role, "verdict"), alive_text(role, "looks_alive"),
               alive_text(role, "is_alive"), age_of(role), text_of(role, "since"),
               text_of(role, "detail")});
  }
  table.print(out);
}

// These of the object's fields, where it has them.
template <std::size_t Size>
json::object only(const json::object& object, const std::array<std::string_view, Size>& keys) {
  json::object some;
  for (const auto key : keys) {
    if (const auto* value = object.if_contains(key)) some[key] = *value;
  }
  return some;
}

}  // namespace

StatusView::StatusView(const std::string& answer) : report_(json::parse(answer).as_object()) {
  if (const auto* all = report_.if_contains("roles")) {
    roles_ = all->as_array();
  } else {
    roles_.push_back(report_);
  }
}

void StatusView::print(std::ostream& out) const {
  std::istringstream note(configuration_note(report_));
  for (std::string line; std::getline(note, line);) out << printable(line) << '\n';
  print_roles(roles_, out);
  const bool one_was_asked_for = !report_.contains("roles");
  if (!one_was_asked_for && roles_.size() > kRolesWithChecks) return;
  for (const auto& role : roles_) {
    out << '\n';
    print_checks(role.as_object(), out);
  }
}

int StatusView::exit_code() const {
  int worst = kOk;
  const auto rank = [](int code) { return code == kUnhealthy ? 4 : code; };
  for (const auto& value : roles_) {
    const json::object& role = value.as_object();
    const auto verdict = verdict_from_name(text_of(role, "verdict")).value_or(Verdict::unknown);
    const int code = to_exit_code(role.at("is_alive").as_bool(), verdict);
    if (rank(code) > rank(worst)) worst = code;
  }
  return worst;
}

std::string StatusView::signature() const {
  static constexpr std::array<std::string_view, 9> kOfRole = {
      "role",  "verdict", "looks_alive", "is_alive",     "reason",
      "check", "since",   "placement",   "standby_ready"};
  static constexpr std::array<std::string_view, 6> kOfCheck = {"check",    "kind",   "state",
                                                               "degraded", "reason", "pending"};
  json::array all;
  for (const auto& value : roles_) {
    const json::object& role = value.as_object();
    json::object one = only(role, kOfRole);
    // What would be without it changes with every look.
    if (const auto* maintenance = role.if_contains("maintenance");
        maintenance && maintenance->is_object()) {
      one["maintenance"] =
          only(maintenance->get_object(), std::array<std::string_view, 2>{"until", "reason"});
    }
    json::array checks;
    for (const auto& check : role.at("checks").as_array()) {
      checks.push_back(only(check.as_object(), kOfCheck));
    }
    one["checks"] = std::move(checks);
    all.push_back(std::move(one));
  }
  json::object signature{{"roles", std::move(all)}};
  if (const auto* configuration = report_.if_contains("configuration")) {
    signature["configuration"] = *configuration;
  }
  return json::serialize(signature);
}

}  // namespace deepalive::service
