#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace deepalive::service {

inline constexpr wchar_t kFirewallRule[] = L"DeepAlive health agent";

// Lets others in by TCP to these ports of this program, on every network. UTF-8.
struct FirewallRule {
  std::string program;
  std::vector<std::uint16_t> ports;  // not empty
  std::string remote = "*";          // "LocalSubnet", "10.0.0.0/8,192.0.2.7", …; * is everybody
};

// Asks Windows Defender Firewall through its COM interface, on the calling thread, and blocks for
// as long as that takes. A rule of our name that is there already is replaced.
std::optional<Error> set_firewall_rule(const FirewallRule& rule);

// That there is none is no error.
std::optional<Error> remove_firewall_rule();

}  // namespace deepalive::service
