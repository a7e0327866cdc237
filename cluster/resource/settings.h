#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace deepalive::cluster {

// What answers when the agent cannot be heard and the hold time is over.
enum class OnUnreachable : std::uint8_t {
  basic,  // what can be seen without it: for the DLL that W3SVC runs, for a script also the flags
  alive,
  dead,
};

// The private properties of one resource.
struct Settings {
  std::string role;
  std::string pipe = "deepalive";  // the agent's; one that is not the default needs no service
  OnUnreachable on_unreachable = OnUnreachable::basic;
  std::chrono::milliseconds agent_timeout{5000};  // so long without a word: unreachable
  std::chrono::milliseconds hold_time{30000};     // from then on the last answer is kept so long
  std::chrono::milliseconds online_timeout{150000};
};

}  // namespace deepalive::cluster
