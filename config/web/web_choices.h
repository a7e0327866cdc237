#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "config/reading/choice.h"
#include "config/web/web_config.h"

// As config/choices.h, of agent.web_config's file.
namespace deepalive::config {

// The headers whose values are a closed list.
inline constexpr std::array<Choice<std::string_view>, 1> kContentTypeOptions = {
    {{"nosniff", "nosniff"}}};
inline constexpr std::array<Choice<std::string_view>, 2> kFrameOptions = {
    {{"deny", "deny"}, {"sameorigin", "sameorigin"}}};

inline constexpr std::array<Choice<TlsVersion>, 4> kWebVersions = {{{"TLS10", TlsVersion::tls1_0},
                                                                    {"TLS11", TlsVersion::tls1_1},
                                                                    {"TLS12", TlsVersion::tls1_2},
                                                                    {"TLS13", TlsVersion::tls1_3}}};
inline constexpr std::array<Choice<ClientAuth>, 6> kClientAuths = {
    {{"NoClientCert", ClientAuth::none},
     {"RequestClientCert", ClientAuth::request},
     {"RequireAnyClientCert", ClientAuth::require_any},
     {"RequireClientCert", ClientAuth::require_any},  // an older spelling
     {"VerifyClientCertIfGiven", ClientAuth::verify_if_given},
     {"RequireAndVerifyClientCert", ClientAuth::require_and_verify}}};
inline constexpr std::array<Choice<std::string_view>, 4> kCurves = {
    {{"CurveP256", "P-256"}, {"CurveP384", "P-384"}, {"CurveP521", "P-521"}, {"X25519", "X25519"}}};

// What Go calls secure; the first three are TLS 1.3's, which Go always offers and so do we.
inline constexpr std::size_t kTls13Suites = 3;
inline constexpr std::array<std::string_view, 13> kCipherSuites = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"};
inline std::vector<std::string_view> cipher_suites() {
  return {kCipherSuites.begin(), kCipherSuites.end()};
}

}  // namespace deepalive::config
