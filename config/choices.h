#pragma once

#include <array>
#include <string_view>

#include "config/reading/choice.h"
#include "core/spec.h"

// Every closed list of words that a key of the configuration takes, in one place: what the readers
// compare with, and what the schema offers.
namespace deepalive::config {

inline constexpr std::array<Choice<std::string_view>, 5> kLogLevels = {{{"trace", "trace"},
                                                                        {"debug", "debug"},
                                                                        {"info", "info"},
                                                                        {"warning", "warning"},
                                                                        {"error", "error"}}};
inline constexpr std::array<Choice<IisProvider>, 2> kProviders = {
    {{"admin_api", IisProvider::admin_api}, {"simulated", IisProvider::simulated}}};
inline constexpr std::array<Choice<Placement>, 2> kPlacements = {
    {{"cluster", Placement::cluster}, {"always", Placement::always}}};
inline constexpr std::array<Choice<UnknownPolicy>, 2> kUnknownPolicies = {
    {{"alive", UnknownPolicy::alive}, {"dead", UnknownPolicy::dead}}};
inline constexpr std::array<Choice<CheckScope>, 2> kScopes = {
    {{"node", CheckScope::node}, {"shared", CheckScope::shared}}};
inline constexpr std::array<Choice<IpVersion>, 3> kIpVersions = {
    {{"any", IpVersion::any}, {"4", IpVersion::v4}, {"6", IpVersion::v6}}};
inline constexpr std::array<Choice<TlsVersion>, 4> kTlsVersions = {{{"1.0", TlsVersion::tls1_0},
                                                                    {"1.1", TlsVersion::tls1_1},
                                                                    {"1.2", TlsVersion::tls1_2},
                                                                    {"1.3", TlsVersion::tls1_3}}};

}  // namespace deepalive::config
