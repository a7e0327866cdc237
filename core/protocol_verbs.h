#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/protocol.h"

// What the agent takes on its control pipe, and the codes of what it refuses: one list each.
// parse_request() goes by the first; docs/pipe.md is made from both (./dev docs).
namespace deepalive::protocol {

struct VerbInfo {
  enum class Role : std::uint8_t { none, optional, required, incident };
  // What may stand behind the role.
  enum class Last : std::uint8_t { none, claim, seconds, maintenance };

  std::string_view name;
  Verb verb;
  Role role;
  Last last;
  std::string_view answer;  // what comes back and when, for the reference page
};

// All verbs, in the order in which people read of them.
std::span<const VerbInfo> all_verbs();

// How the request is written: "LOOKSALIVE role [active|standby]".
std::string request_form(const VerbInfo& verb);

struct ErrorInfo {
  std::string_view code;
  std::string_view when;
};

// Every code of "ERROR code text". A code never changes its meaning.
std::span<const ErrorInfo> all_error_codes();

}  // namespace deepalive::protocol
