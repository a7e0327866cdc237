#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/observation.h"
#include "core/time.h"
#include "probes/finding.h"

struct x509_st;

namespace deepalive::probes {

// What the handshake showed of the peer's certificate. Filled whether it was accepted or not.
struct PeerCertificate {
  std::optional<WallTime> not_after{};
  int verify_error = 0;  // X509_V_ERR_…; 0 = verified, or verification is off
  int error_depth = 0;   // 0 = the leaf
  std::string names{};   // what it is for, when its name does not match
  bool keep_chain =
      false;  // set it before the handshake, to have the chain of one that is accepted
  std::vector<CertificateFacts> chain{};  // also of one that is refused
};
inline constexpr int kMaxKeptChain = 10;

// Null when the certificate has none that can be read. Times beyond what a WallTime holds are cut
// to its end.
std::optional<WallTime> certificate_end(const x509_st* certificate);

// The first DNS names and addresses it was issued for, as one line.
std::string certificate_names(const x509_st* certificate);

CertificateFacts certificate_facts(const x509_st* certificate);

// Why a certificate was refused; expected_name is the one it was verified for.
Finding certificate_finding(const PeerCertificate& peer, const std::string& expected_name);

}  // namespace deepalive::probes
