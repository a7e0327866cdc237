#pragma once

#include <boost/asio/ssl/context.hpp>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/result.h"
#include "core/spec.h"
#include "probes/http/certificate.h"

namespace deepalive::probes {

// What all connections with the same trust share: TLS 1.2 at least, roots loaded once. Used by one
// thread at a time.
class TlsContext {
 public:
  static Result<std::shared_ptr<TlsContext>> make(bool verify, const std::string& ca_file);

  boost::asio::ssl::context& context() { return context_; }

  // Before the handshake: sends name as SNI unless it is an address, verifies for it, and writes
  // into peer, which must live as long as the connection. False when OpenSSL refuses the name.
  static bool prepare(ssl_st* connection, const std::string& name, PeerCertificate& peer);

 private:
  TlsContext();

  boost::asio::ssl::context context_;
};

// Contexts by their settings, for as long as a probe uses them, so that ten thousand probes load
// the roots once. Not thread-safe.
class TlsContexts {
 public:
  // A given ca_file is trusted instead of the system's roots. It is read now; a later change needs
  // a reload.
  Result<std::shared_ptr<TlsContext>> get(const TlsSettings& settings);

 private:
  std::map<std::pair<bool, std::string>, std::weak_ptr<TlsContext>> contexts_;
};

}  // namespace deepalive::probes
