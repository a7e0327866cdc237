#pragma once

#include <string>
#include <vector>

#include "tests/agreement/target.h"
#include "tests/servers/posix/nginx.h"
#include "tests/servers/temporary_folder.h"
#include "tests/servers/tls_identity.h"

namespace deepalive::agreement {

// A web server with a page for everything that a probe can meet on one that works.
class Site {
 public:
  Site();

  // Everything on it that is worth a look.
  std::vector<Target> targets() const;

 private:
  enum Port : std::size_t { plain, other, tls, only_1_1, only_1_2, only_1_3, with_client, kPorts };

  void write_certificate(const std::string& name, const testing::TlsIdentity& identity) const;
  std::string servers(const testing::Nginx::Ports& ports) const;
  std::string pages(const testing::Nginx::Ports& ports) const;
  std::string tls_server(std::uint16_t port, const std::string& name,
                         const std::string& more = {}) const;
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  std::string url(const std::string& path, Port port = plain) const;
  // Over TLS, trusting the authority, asking for the server of this name.
  HttpTarget secure(const std::string& server_name = {}, Port port = tls,
                    const std::string& path = "/") const;
  std::vector<Target> pages_targets() const;
  std::vector<Target> request_targets() const;
  std::vector<Target> redirect_targets() const;
  std::vector<Target> tls_targets() const;

  testing::CertificateAuthority authority_;
  testing::TemporaryFolder folder_;
  testing::Nginx nginx_;
};

}  // namespace deepalive::agreement
