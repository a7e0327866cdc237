#include "tests/unit/service/events/published_texts.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "service/events/event_list.h"

namespace deepalive::testing {
namespace {

using namespace service;

std::string upper(std::string_view name) {
  std::string text(name);
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string message(unsigned id, std::string_view severity, const std::string& name,
                    const std::string& text) {
  return "MessageId=" + std::to_string(id) + "\nSeverity=" + std::string(severity) +
         "\nFacility=Application\nSymbolicName=" + name + "\nLanguage=English\n" + text + "\n.\n\n";
}

}  // namespace

std::string message_file() {
  std::string text =
      ";// The texts of the Event Log: those of service/events/event_list.cpp, to which a test "
      "holds "
      "them.\n"
      "MessageIdTypedef=DWORD\n"
      "SeverityNames=(Success=0x0 Informational=0x1 Warning=0x2 Error=0x3)\n"
      "FacilityNames=(Application=0x0)\n"
      "LanguageNames=(English=0x409:MSG00409)\n\n";
  for (const EventCategory category : all_event_categories()) {
    text += message(static_cast<unsigned>(category), "Success",
                    "CATEGORY_" + upper(to_name(category)), std::string(to_name(category)));
  }
  constexpr std::array kSeverities = {"Informational", "Warning", "Error"};
  for (const EventInfo& info : all_events()) {
    text += message(static_cast<unsigned>(info.id),
                    kSeverities.at(static_cast<std::size_t>(info.severity)),
                    "EVENT_" + upper(info.name), message_text(info));
  }
  text.pop_back();
  return text;
}

std::string event_table() {
  std::string text =
      "| id | name | severity | category | when | inserts | what to do |\n"
      "|---|---|---|---|---|---|---|\n";
  for (const EventInfo& info : all_events()) {
    std::string inserts;
    for (const auto name : insert_names(info)) {
      inserts += (inserts.empty() ? "`" : ", `") + std::string(name) + "`";
    }
    text += "| " + std::to_string(static_cast<unsigned>(info.id)) + " | `" +
            std::string(info.name) + "` | " + std::string(to_name(info.severity)) + " | " +
            std::string(to_name(info.category)) + " | " + std::string(info.when) + " | " + inserts +
            " | " + std::string(info.cure) + " |\n";
  }
  return text;
}

}  // namespace deepalive::testing
