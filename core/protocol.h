#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The lines that agent and clients exchange over the local pipe: UTF-8, ending in \n, many requests
// a connection. The one header of ours that the cluster's small DLL includes too, so it needs the
// standard library only.
namespace deepalive::protocol {

inline constexpr std::size_t kMaxLine =
    4096;  // bytes, \n included, both directions (STATUS answers may be longer)
inline constexpr std::size_t kMaxName = 64;

// "[A-Za-z0-9][A-Za-z0-9_-]{0,63}": role and check names.
bool is_name(std::string_view text);

enum class Verb : std::uint8_t {
  looks_alive,
  is_alive,
  watch,
  online,
  offline,
  terminate,
  maintenance,
  status,
  ping,
  history,
  incident,
  reload,
};

// What LOOKSALIVE, ISALIVE and WATCH may say behind the role: where the cluster has it, as the
// asker knows. An agent that missed that believes it.
enum class Claim : std::uint8_t { none, active, standby };

struct Request {
  Verb verb = Verb::ping;
  std::string role;  // empty where the verb takes none or it was left out; INCIDENT: its name
  Claim claim = Claim::none;
  // ONLINE and OFFLINE: how long it may take, 1 to kMaxSwitchSeconds. MAINTENANCE: how long it
  // lasts, 1 to kMaxMaintenanceSeconds; none: it ends now.
  std::optional<unsigned> seconds;
  std::string reason{};  // of MAINTENANCE, for people; never empty while it lasts
};

inline constexpr unsigned kMaxSwitchSeconds = 3600;
// MAINTENANCE: 30 days, so that a slip of the finger does not switch the watch off for good.
inline constexpr unsigned kMaxMaintenanceSeconds = 30U * 24 * 3600;
inline constexpr std::size_t kMaxReason = 500;  // bytes of a maintenance's reason; the rest is cut
// ONLINE, unless it says otherwise: below the 180 s that the cluster waits between two reports.
inline constexpr unsigned kOnlineSeconds = 150;

// What is answered as "ERROR code text". Codes are words with hyphens and never change.
struct ProtocolError {
  std::string_view code;
  std::string text;
};

// One line without its \n (a \r before it is allowed). Verbs are compared without case. On failure
// gives no value and fills error.
std::optional<Request> parse_request(std::string_view line, ProtocolError& error);

// The answer to LOOKSALIVE and ISALIVE, and each line of WATCH.
struct Answer {
  bool alive = true;
  std::string verdict;
  std::string role;
  std::uint64_t age_ms = 0;      // of the oldest evidence behind the verdict
  std::uint64_t generation = 0;  // rises with each change of the verdict
  std::string reason;
  std::string detail;  // free text for people
};

// "ALIVE verdict=… role=… age_ms=… generation=… reason=… detail="…"" without \n. In detail, quotes
// and backslashes are escaped, control characters become blanks, and what does not fit into
// kMaxLine is cut at a character's border.
std::string format_answer(const Answer& answer);

// Reads an answer line back; fields that it does not know are skipped. Null when it is not one.
std::optional<Answer> parse_answer(std::string_view line);

// One line of the answer to ONLINE, OFFLINE and TERMINATE: any number of PENDING, then DONE or
// FAILED.
struct Progress {
  enum class Kind : std::uint8_t { pending, done, failed };
  Kind kind = Kind::pending;
  std::string reason;  // of FAILED: the name of a reason
  std::string detail;  // free text for people
};

// "PENDING detail="…"", "DONE detail="…"", "FAILED reason="…" detail="…"" without \n; cut and
// cleaned like an answer.
std::string format_progress(const Progress& progress);
std::optional<Progress> parse_progress(std::string_view line);

// "ERROR code text" without \n, cut and cleaned like an answer's detail.
std::string format_error(const ProtocolError& error);

}  // namespace deepalive::protocol
