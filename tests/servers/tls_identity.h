#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace deepalive::testing {

// What a server shows of itself: PEM texts, made when they are asked for.
struct TlsIdentity {
  std::string certificate;
  std::string key;
};

struct CertificateWish {
  std::vector<std::string> names{"localhost"};  // DNS names or addresses
  std::chrono::seconds begins{-3600};           // from now
  std::chrono::seconds ends{24 * 3600};         // from now
};

// An authority of its own for each test, with a P-256 key. Throws std::runtime_error when OpenSSL
// does.
class CertificateAuthority {
 public:
  CertificateAuthority();

  const std::string& certificate() const { return own_.certificate; }  // PEM, for ca_file
  TlsIdentity issue(const CertificateWish& wish = {}) const;

 private:
  TlsIdentity own_;
};

TlsIdentity self_signed(const CertificateWish& wish = {});

}  // namespace deepalive::testing
