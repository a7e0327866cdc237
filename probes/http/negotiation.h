#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/result.h"

namespace deepalive::probes {

// The client's side of one Negotiate authentication (RFC 4559): Kerberos or NTLM, as the account of
// this process. One thread.
class Negotiation {
 public:
  virtual ~Negotiation() = default;

  // The token to send next, in base64, for the one that the server sent; at first that is empty.
  // Blocks, for seconds when a domain controller has to be asked and is not there. Errors:
  // credentials_unavailable.
  virtual Result<std::string> next(const std::string& from_server) = 0;
};

// Begins one with the server of this name.
using BeginNegotiation = std::function<std::unique_ptr<Negotiation>(const std::string& host)>;

// By SSPI on Windows; elsewhere every token is an error that says so.
std::unique_ptr<Negotiation> begin_negotiation(const std::string& host);

}  // namespace deepalive::probes
