#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "config/environment.h"
#include "config/web/web_config.h"

struct x509_store_ctx_st;

namespace deepalive::service {

// One side of TLS as tls_server_config says, certificates loaded. Handshakes are made in full each
// time: a resumed session would show no certificate. Used by one thread at a time; lives as long as
// its connections.
class ServerTls {
 public:
  // Null, and errors among the problems, when a file cannot be used. All problems at once.
  static std::shared_ptr<const ServerTls> make(const config::WebTls& settings,
                                               const config::Environment& environment,
                                               std::vector<config::Problem>& problems);

  boost::asio::ssl::context& context() const { return context_; }

 private:
  explicit ServerTls(const config::WebTls& settings);

  void use_identity(const config::WebTls& settings, const std::string& certificate,
                    const std::string& key, std::vector<config::Problem>& problems);
  void use_client_ca(const config::PemSource& source, const std::string& pem,
                     std::vector<config::Problem>& problems);
  static int verify(x509_store_ctx_st* store, void* self);

  mutable boost::asio::ssl::context context_;
  const config::ClientAuth client_auth_;
  const std::vector<std::string> allowed_sans_;
};

}  // namespace deepalive::service
