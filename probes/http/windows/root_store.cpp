#include "probes/http/root_store.h"

// Before OpenSSL's headers, whose names wincrypt.h would otherwise take for its macros.
#include <windows.h>
// clang-format off
#include <wincrypt.h>
// clang-format on

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

namespace deepalive::probes {
namespace {

struct CloseStore {
  void operator()(void* store) const { CertCloseStore(store, 0); }
};

}  // namespace

// The machine's roots, group policy's included. Windows fetches further public roots only when
// CryptoAPI itself meets them, so a rarely used public root may be missing here; ca_file is the way
// out. What stands in the Disallowed store is not taken out.
std::string add_system_roots(SSL_CTX* context) {
  const std::unique_ptr<void, CloseStore> roots(CertOpenStore(
      CERT_STORE_PROV_SYSTEM_W, 0, 0,
      CERT_SYSTEM_STORE_LOCAL_MACHINE | CERT_STORE_READONLY_FLAG | CERT_STORE_OPEN_EXISTING_FLAG,
      L"ROOT"));
  if (!roots) {
    return "the machine's root certificates could not be opened (error " +
           std::to_string(GetLastError()) + ")";
  }
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  std::size_t added = 0;
  // Each call frees the context before it.
  for (PCCERT_CONTEXT entry = nullptr;
       (entry = CertEnumCertificatesInStore(roots.get(), entry)) != nullptr;) {
    const unsigned char* der = entry->pbCertEncoded;
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        d2i_X509(nullptr, &der, static_cast<long>(entry->cbCertEncoded)), &X509_free);
    if (certificate && X509_STORE_add_cert(store, certificate.get()) == 1) ++added;
  }
  return added > 0 ? std::string() : "the machine's root store holds no readable certificate";
}

}  // namespace deepalive::probes
