#pragma once

#include <boost/asio/ssl/context.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

#include "core/result.h"
#include "core/spec.h"
#include "probes/http/certificate.h"

namespace deepalive::probes {

// What all connections with the same settings share: roots and client certificate loaded once. Used
// by one thread at a time.
class TlsContext {
 public:
  // What the settings say of the server's name and of the certificate's end is not looked at.
  static Result<std::shared_ptr<TlsContext>> make(const TlsSettings& settings);

  boost::asio::ssl::context& context() { return context_; }

  // Before the handshake: sends name as SNI unless it is an address, verifies for it, and writes
  // into peer, which must live as long as the connection. False when OpenSSL refuses the name.
  static bool prepare(ssl_st* connection, const std::string& name, PeerCertificate& peer);

 private:
  TlsContext();

  boost::asio::ssl::context context_;
};

// Contexts by their settings, for as long as a probe uses them, so that ten thousand probes load
// the roots once. Any thread.
class TlsContexts {
 public:
  // A given ca_file is trusted instead of the system's roots. Files are read now; a later change
  // needs a reload.
  Result<std::shared_ptr<TlsContext>> get(const TlsSettings& settings);
  // Whoever asks from now on gets what given files hold then.
  void forget_files();

 private:
  using Key = std::tuple<bool, std::string, TlsVersion, ClientCertificate>;

  std::mutex mutex_;  // never held while a file is read
  std::map<Key, std::weak_ptr<TlsContext>> contexts_;
};

}  // namespace deepalive::probes
