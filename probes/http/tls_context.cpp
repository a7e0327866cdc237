#include "probes/http/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <optional>

#include "probes/http/clean_text.h"
#include "probes/http/root_store.h"

namespace deepalive::probes {
namespace {

int peer_slot() {
  static const int slot = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return slot;
}

// What the server sent, its own certificate first.
std::vector<CertificateFacts> chain_of(X509_STORE_CTX* store) {
  std::vector<CertificateFacts> chain;
  const STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(store);
  const int count = std::min(sent ? sk_X509_num(sent) : 0, kMaxKeptChain);
  for (int i = 0; i < count; ++i) chain.push_back(certificate_facts(sk_X509_value(sent, i)));
  return chain;
}

// Replaces OpenSSL's own call of the verification, to see the leaf even of a chain that is then
// refused.
int verify_chain(X509_STORE_CTX* store, void*) {
  const auto* connection = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* peer = static_cast<PeerCertificate*>(SSL_get_ex_data(connection, peer_slot()));
  const X509* leaf = X509_STORE_CTX_get0_cert(store);
  peer->not_after = certificate_end(leaf);
  if (peer->keep_chain) peer->chain = chain_of(store);
  if (SSL_get_verify_mode(connection) == SSL_VERIFY_NONE) return 1;
  if (X509_verify_cert(store) == 1) return 1;
  peer->verify_error = X509_STORE_CTX_get_error(store);
  peer->error_depth = X509_STORE_CTX_get_error_depth(store);
  if (!peer->keep_chain) peer->chain = chain_of(store);
  if (peer->verify_error == X509_V_ERR_HOSTNAME_MISMATCH ||
      peer->verify_error == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    peer->names = certificate_names(leaf);
  }
  return 0;
}

std::string last_openssl_error() {
  char text[200] = "no reason given";
  if (const unsigned long code = ERR_get_error(); code != 0) {
    ERR_error_string_n(code, text, sizeof text);
  }
  ERR_clear_error();
  return clean_text(text, sizeof text);
}

// OpenSSL offers 1.0 and 1.1 only to those who also take what they are signed with.
bool set_min_version(SSL_CTX* context, TlsVersion version) {
  constexpr std::array<int, 4> kVersions = {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION,
                                            TLS1_3_VERSION};
  if (version < TlsVersion::tls1_2) SSL_CTX_set_security_level(context, 0);
  return SSL_CTX_set_min_proto_version(context, kVersions[static_cast<std::size_t>(version)]) == 1;
}

std::optional<Error> use_certificate(SSL_CTX* context, const ClientCertificate& certificate) {
  const auto refused = [](const std::string& key, const std::string& path, const char* what) {
    return Error{.where = "tls.client_certificate." + key + " '" + path + "' " + what + " (" +
                          last_openssl_error() + "); put it there and reload the configuration"};
  };
  // Instead of asking whoever sits at the console.
  SSL_CTX_set_default_passwd_cb(context, [](char*, int, int, void*) { return 0; });
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, certificate.file.c_str()) != 1) {
    return refused("file", certificate.file, "could not be read as PEM");
  }
  if (SSL_CTX_use_PrivateKey_file(context, certificate.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return refused("key_file", certificate.key_file,
                   "could not be read as PEM without a password, or is not the certificate's key");
  }
  return std::nullopt;
}

}  // namespace

TlsContext::TlsContext() : context_(boost::asio::ssl::context::tls_client) {}

Result<std::shared_ptr<TlsContext>> TlsContext::make(const TlsSettings& settings) {
  std::shared_ptr<TlsContext> made(new TlsContext);
  SSL_CTX* context = made->context_.native_handle();
  if (!set_min_version(context, settings.min_version)) {
    return Error{.where = "tls.min_version is not offered by this OpenSSL"};
  }
  // Every probe shakes hands in full: a resumed session would show no certificate.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  // Servers that close without close_notify are common, and the message's own length tells what was
  // cut short.
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_TICKET);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_cert_verify_callback(context, verify_chain, nullptr);
  SSL_CTX_set_verify(context, settings.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (!settings.client_certificate.file.empty()) {
    if (auto error = use_certificate(context, settings.client_certificate)) return *error;
  }
  if (!settings.verify) return made;

  const std::string& ca_file = settings.ca_file;
  if (ca_file.empty()) {
    if (std::string why = add_system_roots(context); !why.empty()) {
      return Error{.where = std::move(why)};
    }
    return made;
  }
  ERR_clear_error();
  if (SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr) != 1) {
    return Error{.where = "tls.ca_file '" + ca_file + "' could not be read as PEM (" +
                          last_openssl_error() + "); put it there and reload the configuration"};
  }
  return made;
}

bool TlsContext::prepare(SSL* connection, const std::string& name, PeerCertificate& peer) {
  SSL_set_ex_data(connection, peer_slot(), &peer);
  X509_VERIFY_PARAM* verification = SSL_get0_param(connection);
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(name, not_an_address);
  if (!not_an_address) {
    return X509_VERIFY_PARAM_set1_ip_asc(verification, name.c_str()) == 1;
  }
  // A final dot is DNS's affair, neither SNI nor certificates have it.
  const std::string bare = name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
  SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set_tlsext_host_name(connection, bare.c_str()) == 1 &&
         SSL_set1_host(connection, bare.c_str()) == 1;
}

Result<std::shared_ptr<TlsContext>> TlsContexts::get(const TlsSettings& settings) {
  const Key key(settings.verify, settings.verify ? settings.ca_file : std::string(),
                settings.min_version, settings.client_certificate);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = contexts_.find(key); found != contexts_.end()) {
      if (auto shared = found->second.lock()) return shared;
    }
  }
  auto made = TlsContext::make(settings);
  if (!made) return made;
  const std::lock_guard lock(mutex_);
  contexts_[key] = *made;
  return made;
}

void TlsContexts::forget_files() {
  const std::lock_guard lock(mutex_);
  std::erase_if(contexts_, [](const auto& entry) {
    const auto& [verify, ca_file, min_version, certificate] = entry.first;
    return !ca_file.empty() || !certificate.file.empty();
  });
}

}  // namespace deepalive::probes
