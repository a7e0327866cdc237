#include "tests/unit/service/security/tls_client.h"

#include <openssl/ssl.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <memory>

namespace deepalive::service {

namespace asio = boost::asio;

TlsExchange exchange_by_tls(const asio::ip::tcp::endpoint& address, const std::string& request,
                            const TlsWish& wish) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  SSL_CTX* const raw = context.native_handle();
  SSL_CTX_set_security_level(raw, 0);
  if (!wish.trusted.empty()) {
    context.set_verify_mode(asio::ssl::verify_peer);
    context.add_certificate_authority(asio::buffer(wish.trusted));
  }
  if (!wish.identity.key.empty()) {
    context.use_certificate_chain(asio::buffer(wish.identity.certificate));
    context.use_private_key(asio::buffer(wish.identity.key), asio::ssl::context::pem);
  }
  if (wish.max_version != 0) SSL_CTX_set_max_proto_version(raw, wish.max_version);
  if (!wish.ciphers.empty()) SSL_CTX_set_cipher_list(raw, wish.ciphers.c_str());
  if (!wish.curves.empty()) SSL_CTX_set1_groups_list(raw, wish.curves.c_str());

  asio::io_context io;
  asio::ssl::stream<asio::ip::tcp::socket> stream(io, context);
  SSL* const ssl = stream.native_handle();
  SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(wish.protocols.data()),
                      static_cast<unsigned>(wish.protocols.size()));
  TlsExchange exchange;
  boost::system::error_code error;
  stream.next_layer().connect(address, error);
  if (!error) stream.handshake(asio::ssl::stream_base::client, error);
  if (!error) {
    const unsigned char* protocol = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl, &protocol, &size);
    exchange.protocol.assign(reinterpret_cast<const char*>(protocol), size);
    exchange.cipher = SSL_get_cipher_name(ssl);
    const std::unique_ptr<X509, void (*)(X509*)> server(SSL_get1_peer_certificate(ssl), X509_free);
    char name[256] = "";
    X509_NAME_oneline(X509_get_subject_name(server.get()), name, sizeof name);
    exchange.subject = name;
    asio::write(stream, asio::buffer(request), error);
  }
  if (!error) asio::read(stream, asio::dynamic_buffer(exchange.response), error);
  if (error && error != asio::error::eof) exchange.failure = error.message();
  return exchange;
}

}  // namespace deepalive::service
