#include "tests/servers/tls_identity.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <stdexcept>

namespace deepalive::testing {
namespace {

template <class T, void (*Free)(T*)>
struct Freeing {
  void operator()(T* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509, X509_free>>;
using Memory = std::unique_ptr<BIO, Freeing<BIO, BIO_free_all>>;

void check(bool good, const char* what) {
  if (!good) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

std::string drain(const Memory& memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

Memory memory_of(const std::string& text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void add_extension(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  check(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, "extension");
  X509_EXTENSION_free(extension);
}

bool is_address(const std::string& name) {
  return name.find(':') != name.npos || name.find_first_not_of("0123456789.") == name.npos;
}

Certificate unsigned_certificate(const CertificateWish& wish, EVP_PKEY* key, bool is_authority) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::uint32_t serial = 0;
  check(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "random");
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial);
  // Not X509_gmtime_adj: its long has 32 bits on Windows.
  const std::time_t now = std::time(nullptr);
  check(ASN1_TIME_set(X509_getm_notBefore(certificate.get()), now + wish.begins.count()) &&
            ASN1_TIME_set(X509_getm_notAfter(certificate.get()), now + wish.ends.count()),
        "time");
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wish.names.front().c_str()), -1,
                             -1, 0);
  X509_set_pubkey(certificate.get(), key);
  add_extension(certificate.get(), NID_basic_constraints,
                is_authority ? "critical,CA:TRUE" : "CA:FALSE");
  if (is_authority) return certificate;
  std::string names;
  for (const std::string& name : wish.names) {
    names += (names.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
  }
  add_extension(certificate.get(), NID_subject_alt_name, names);
  return certificate;
}

TlsIdentity sign(Certificate certificate, const Key& key, X509* issuer, EVP_PKEY* issuer_key) {
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
  check(X509_sign(certificate.get(), issuer_key, EVP_sha256()) > 0, "sign");
  const Memory certificate_text(BIO_new(BIO_s_mem()));
  const Memory key_text(BIO_new(BIO_s_mem()));
  check(PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1 &&
            PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                     nullptr) == 1,
        "PEM");
  return {drain(certificate_text), drain(key_text)};
}

TlsIdentity sign_by_itself(const CertificateWish& wish, bool is_authority) {
  const Key key(EVP_EC_gen("P-256"));
  Certificate certificate = unsigned_certificate(wish, key.get(), is_authority);
  X509* issuer = certificate.get();
  return sign(std::move(certificate), key, issuer, key.get());
}

}  // namespace

CertificateAuthority::CertificateAuthority()
    : own_(sign_by_itself({.names = {"DeepAlive test authority"}}, true)) {}

TlsIdentity CertificateAuthority::issue(const CertificateWish& wish) const {
  const Certificate issuer(
      PEM_read_bio_X509(memory_of(own_.certificate).get(), nullptr, nullptr, nullptr));
  const Key issuer_key(
      PEM_read_bio_PrivateKey(memory_of(own_.key).get(), nullptr, nullptr, nullptr));
  check(issuer && issuer_key, "own PEM");
  const Key key(EVP_EC_gen("P-256"));
  return sign(unsigned_certificate(wish, key.get(), false), key, issuer.get(), issuer_key.get());
}

TlsIdentity self_signed(const CertificateWish& wish) { return sign_by_itself(wish, false); }

}  // namespace deepalive::testing
