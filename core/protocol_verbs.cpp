#include "core/protocol_verbs.h"

#include <array>

namespace deepalive::protocol {
namespace {

using TakesRole = VerbInfo::Role;
using TakesLast = VerbInfo::Last;

constexpr auto kVerbList = std::to_array<VerbInfo>({
    {"LOOKSALIVE", Verb::looks_alive, TakesRole::required, TakesLast::claim, "One answer line."},
    {"ISALIVE", Verb::is_alive, TakesRole::required, TakesLast::claim, "One answer line."},
    {"WATCH", Verb::watch, TakesRole::required, TakesLast::claim,
     "The answer to ISALIVE at once, with each change of the verdict, and at least every second, "
     "until the client closes."},
    {"ONLINE", Verb::online, TakesRole::required, TakesLast::seconds,
     "PENDING with each step and at least every second, then DONE or FAILED; 150 s unless told "
     "otherwise."},
    {"OFFLINE", Verb::offline, TakesRole::required, TakesLast::seconds,
     "PENDING with each step and at least every second, then DONE or FAILED; 60 s unless told "
     "otherwise."},
    {"TERMINATE", Verb::terminate, TakesRole::required, TakesLast::none,
     "DONE at once; the role's sites are stopped behind it, for up to 10 s."},
    {"MAINTENANCE", Verb::maintenance, TakesRole::required, TakesLast::maintenance,
     "DONE once it is on disk."},
    {"STATUS", Verb::status, TakesRole::optional, TakesLast::none,
     "One line of JSON, as /api/v1/status and /api/v1/roles/<role>."},
    {"PING", Verb::ping, TakesRole::none, TakesLast::none, "DONE pong."},
    {"HISTORY", Verb::history, TakesRole::optional, TakesLast::none,
     "One line of JSON, as /api/v1/history: the newest 1,000 transitions."},
    {"INCIDENT", Verb::incident, TakesRole::incident, TakesLast::none,
     "One line of JSON, as /api/v1/incidents/<incident>."},
    {"RELOAD", Verb::reload, TakesRole::none, TakesLast::none,
     "PENDING each second, then DONE with what changed once the file is in force, or FAILED when "
     "it "
     "is refused."},
});

constexpr auto kErrorList = std::to_array<ErrorInfo>({
    {"empty-request", "The line holds no word."},
    {"unknown-verb", "The first word is no verb; the text names all of them."},
    {"role-missing", "The verb needs the name of a role."},
    {"bad-role-name", "What stands for the role is no name: letters, digits, _ and -, 64 at most."},
    {"too-many-words", "Behind the role stands what the verb does not take; the text says what."},
    {"incident-missing", "INCIDENT stands alone."},
    {"bad-incident-name", "What stands for the incident is no name that HISTORY gives."},
    {"unknown-role", "No role of this name is configured on this node."},
    {"unknown-incident", "No incident of this name is kept any more."},
    {"not-clustered",
     "ONLINE, OFFLINE or TERMINATE of a role with 'placement: always': no cluster moves it."},
    {"line-too-long", "The line is over 4096 bytes; the connection is closed behind the answer."},
    {"bad-encoding", "The line is not UTF-8, or has control characters."},
    {"internal-error", "A fault of the agent itself; see its log."},
});

}  // namespace

std::span<const VerbInfo> all_verbs() { return kVerbList; }

std::string request_form(const VerbInfo& verb) {
  std::string form(verb.name);
  switch (verb.role) {
    case TakesRole::none:
      break;
    case TakesRole::optional:
      form += " [role]";
      break;
    case TakesRole::required:
      form += " role";
      break;
    case TakesRole::incident:
      form += " incident";
      break;
  }
  switch (verb.last) {
    case TakesLast::none:
      break;
    case TakesLast::claim:
      form += " [active|standby]";
      break;
    case TakesLast::seconds:
      form += " [1…" + std::to_string(kMaxSwitchSeconds) + "]";
      break;
    case TakesLast::maintenance:
      form += " end|1…" + std::to_string(kMaxMaintenanceSeconds) + " reason…";
      break;
  }
  return form;
}

std::span<const ErrorInfo> all_error_codes() { return kErrorList; }

}  // namespace deepalive::protocol
