#include "service/http/security/server_tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstring>
#include <optional>
#include <string_view>

#include "config/limits.h"

namespace deepalive::service {
namespace {

using config::ClientAuth;
using config::PemSource;
using config::Problem;
using config::Severity;
using config::WebTls;

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;

Bio memory_of(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Instead of asking whoever sits at the console.
int no_password(char*, int, int, void*) { return 0; }

Certificate next_certificate(BIO* pem) {
  return Certificate(PEM_read_bio_X509(pem, nullptr, no_password, nullptr));
}

std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* text = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return text == nullptr ? "" : std::string(" (") + text + ")";
}

void complain(std::vector<Problem>& problems, const PemSource& source, const std::string& what) {
  problems.push_back({Severity::error, source.line, source.column, source.path,
                      source.file.empty() ? what : "'" + source.file + "' " + what});
}

// Null: it cannot be had, which was said.
std::optional<std::string> pem_of(const PemSource& source, const config::Environment& environment,
                                  std::vector<Problem>& problems) {
  if (source.file.empty()) return source.text;
  const auto read = environment.file(config::path_from_utf8(source.file), config::kMaxPem);
  if (read) return *read;
  complain(problems, source, read.error().where);
  return std::nullopt;
}

int protocol_number(TlsVersion version) {
  constexpr std::array<int, 4> kNumbers = {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION,
                                           TLS1_3_VERSION};
  return kNumbers[static_cast<std::size_t>(version)];
}

// Up to TLS 1.2; those of 1.3 are OpenSSL's own.
std::string cipher_list(const WebTls& settings) {
  std::string list;
  for (const std::string& name : settings.cipher_suites) {
    list += (list.empty() ? "" : ":") + std::string(OPENSSL_cipher_name(name.c_str()));
  }
  if (list.empty()) list = "ECDHE+AESGCM:ECDHE+CHACHA20";
  // OpenSSL takes what 1.0 and 1.1 are signed with at its lowest level only, and they know nothing
  // newer than CBC.
  if (settings.min_version < TlsVersion::tls1_2) {
    if (settings.cipher_suites.empty()) list += ":ECDHE+AES+SHA1";
    list += ":@SECLEVEL=0";
  }
  return list;
}

std::string curve_list(const WebTls& settings) {
  std::string list;
  for (const std::string& name : settings.curves) list += (list.empty() ? "" : ":") + name;
  return list;
}

// HTTP/1.1 where a client asks; HTTP/2 is not offered.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr unsigned char kHttp11[] = "\x08http/1.1";
  const int found = SSL_select_next_proto(const_cast<unsigned char**>(chosen), size, kHttp11,
                                          sizeof kHttp11 - 1, offered, offered_size);
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

std::string text_of(const GENERAL_NAME& name) {
  const auto bytes = [](const ASN1_STRING* text) {
    return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                       static_cast<std::size_t>(ASN1_STRING_length(text)));
  };
  switch (name.type) {
    case GEN_DNS:
      return bytes(name.d.dNSName);
    case GEN_EMAIL:
      return bytes(name.d.rfc822Name);
    case GEN_URI:
      return bytes(name.d.uniformResourceIdentifier);
    case GEN_IPADD: {
      const std::string address = bytes(name.d.iPAddress);
      if (boost::asio::ip::address_v4::bytes_type v4; address.size() == v4.size()) {
        std::memcpy(v4.data(), address.data(), v4.size());
        return boost::asio::ip::make_address_v4(v4).to_string();
      }
      if (boost::asio::ip::address_v6::bytes_type v6; address.size() == v6.size()) {
        std::memcpy(v6.data(), address.data(), v6.size());
        return boost::asio::ip::make_address_v6(v6).to_string();
      }
      return {};
    }
    default:
      return {};
  }
}

bool has_one_of(const X509* certificate, const std::vector<std::string>& allowed) {
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const std::string name = text_of(*sk_GENERAL_NAME_value(names.get(), i));
    if (!name.empty() && std::ranges::count(allowed, name) > 0) return true;
  }
  return false;
}

}  // namespace

ServerTls::ServerTls(const WebTls& settings)
    : context_(boost::asio::ssl::context::tls_server),
      client_auth_(settings.client_auth),
      allowed_sans_(settings.client_allowed_sans) {}

std::shared_ptr<const ServerTls> ServerTls::make(const WebTls& settings,
                                                 const config::Environment& environment,
                                                 std::vector<Problem>& problems) {
  const std::size_t before = problems.size();
  std::shared_ptr<ServerTls> made(new ServerTls(settings));
  SSL_CTX* const context = made->context_.native_handle();
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_IGNORE_UNEXPECTED_EOF);
  if (settings.prefer_server_cipher_suites) {
    SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
  }
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  const TlsVersion least = settings.only_tls1_3_suites ? TlsVersion::tls1_3 : settings.min_version;
  ERR_clear_error();
  const bool taken =
      SSL_CTX_set_cipher_list(context, cipher_list(settings).c_str()) == 1 &&
      SSL_CTX_set_min_proto_version(context, protocol_number(least)) == 1 &&
      SSL_CTX_set_max_proto_version(context, protocol_number(settings.max_version)) == 1 &&
      (settings.curves.empty() ||
       SSL_CTX_set1_groups_list(context, curve_list(settings).c_str()) == 1);
  if (!taken) {
    problems.push_back({Severity::error, settings.certificate.line, 0, "tls_server_config",
                        "this OpenSSL refuses the versions, suites or curves" + openssl_reason()});
  }
  const auto certificate = pem_of(settings.certificate, environment, problems);
  const auto key = pem_of(settings.key, environment, problems);
  if (certificate && key) made->use_identity(settings, *certificate, *key, problems);
  if (settings.client_ca.given()) {
    const auto pem = pem_of(settings.client_ca, environment, problems);
    if (pem) made->use_client_ca(settings.client_ca, *pem, problems);
  }
  if (problems.size() != before) return nullptr;

  const bool demanded = settings.client_auth == ClientAuth::require_any ||
                        settings.client_auth == ClientAuth::require_and_verify;
  SSL_CTX_set_verify(context,
                     settings.client_auth == ClientAuth::none
                         ? SSL_VERIFY_NONE
                         : SSL_VERIFY_PEER | (demanded ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                     nullptr);
  SSL_CTX_set_cert_verify_callback(context, verify, made.get());
  return made;
}

void ServerTls::use_identity(const WebTls& settings, const std::string& certificate,
                             const std::string& key, std::vector<Problem>& problems) {
  SSL_CTX* const context = context_.native_handle();
  ERR_clear_error();
  const Bio certificate_pem = memory_of(certificate);
  const Certificate own = next_certificate(certificate_pem.get());
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) {
    return complain(problems, settings.certificate,
                    "holds no certificate in PEM that can be used" + openssl_reason());
  }
  while (Certificate above = next_certificate(certificate_pem.get())) {
    if (SSL_CTX_add0_chain_cert(context, above.get()) == 1) above.release();
  }
  ERR_clear_error();  // that the file ends
  const Bio key_pem = memory_of(key);
  const std::unique_ptr<EVP_PKEY, FreeKey> own_key(
      PEM_read_bio_PrivateKey(key_pem.get(), nullptr, no_password, nullptr));
  if (!own_key) {
    return complain(problems, settings.key,
                    "holds no key in PEM without a password" + openssl_reason());
  }
  if (SSL_CTX_use_PrivateKey(context, own_key.get()) != 1) {
    complain(problems, settings.key, "is not the certificate's key" + openssl_reason());
  }
}

void ServerTls::use_client_ca(const PemSource& source, const std::string& pem,
                              std::vector<Problem>& problems) {
  SSL_CTX* const context = context_.native_handle();
  const Bio bio = memory_of(pem);
  int found = 0;
  while (const Certificate authority = next_certificate(bio.get())) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get());
    SSL_CTX_add_client_CA(context, authority.get());
    ++found;
  }
  ERR_clear_error();
  if (found == 0) complain(problems, source, "holds no certificate in PEM");
}

// Replaces OpenSSL's own call of the verification.
int ServerTls::verify(x509_store_ctx_st* store, void* self) {
  const auto& tls = *static_cast<const ServerTls*>(self);
  const bool verified = tls.client_auth_ == ClientAuth::verify_if_given ||
                        tls.client_auth_ == ClientAuth::require_and_verify;
  if (verified && X509_verify_cert(store) != 1) return 0;
  if (!tls.allowed_sans_.empty() &&
      !has_one_of(X509_STORE_CTX_get0_cert(store), tls.allowed_sans_)) {
    X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);
    return 0;
  }
  // Nobody asked whose it is; and what was found good stays so.
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

}  // namespace deepalive::service
