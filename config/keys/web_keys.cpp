#include "config/keys/tables.h"
#include "config/web/web_choices.h"

namespace deepalive::config {
namespace {

constexpr ValueType kSuite = word(cipher_suites);
constexpr ValueType kCurve = word(words_of<kCurves>);
constexpr ValueType kHash =
    text("bcrypt hash", R"(\$2[aby]\$(?:0[4-9]|1[0-8])\$[A-Za-z0-9./]{53})");

constexpr Key kWebKeys[] = {
    key(Scope::web, "tls_server_config", section(Scope::web_tls), "",
        "TLS of the endpoint; without it, plain HTTP."),
    key(Scope::web, "http_server_config", section(Scope::web_http), "", "HTTP of the endpoint."),
    key(Scope::web, "basic_auth_users", by_name(kHash, "[^:]+", "user name", kMaxWebUsers), "",
        "Who is asked for a password. Make a hash with: deepalive config hash-password."),
    key(Scope::web, "rate_limit", section(Scope::web_rate_limit), "",
        "Requests of all clients together; without it, any number."),

    key(Scope::web_tls, "cert", text("PEM"), "", "The server's certificate itself."),
    key(Scope::web_tls, "cert_file", path(), "",
        "PEM: the server's certificate first, then those between it and the root."),
    key(Scope::web_tls, "key", text("PEM"), "", "The certificate's key itself."),
    key(Scope::web_tls, "key_file", path(), "",
        "PEM: the certificate's key, without a password; readable by the service only."),
    key(Scope::web_tls, "client_auth_type", word(words_of<kClientAuths>), "NoClientCert",
        "Who may connect at all; RequireAndVerifyClientCert is the only type that keeps somebody "
        "out."),
    key(Scope::web_tls, "client_ca", text("PEM"), "", "Who signs good clients' certificates."),
    key(Scope::web_tls, "client_ca_file", path(), "", "The same from a file (PEM)."),
    key(Scope::web_tls, "client_allowed_sans", list(kPlainText, 1, kMaxAllowedSans), "",
        "Of those, only certificates with one of these names (DNS, address, e-mail or URI)."),
    key(Scope::web_tls, "cipher_suites", list(kSuite, 0, kCipherSuites.size()), "",
        "Cipher suites up to TLS 1.2, by IANA's names; without it, all of these."),
    key(Scope::web_tls, "prefer_server_cipher_suites", flag(), "true",
        "Whether the server's order of suites decides."),
    key(Scope::web_tls, "curve_preferences", list(kCurve, 0, kCurves.size()), "",
        "Curves for the key exchange; without it, OpenSSL's own choice."),
    key(Scope::web_tls, "min_version", word(words_of<kWebVersions>), "TLS12",
        "The oldest version that is taken."),
    key(Scope::web_tls, "max_version", word(words_of<kWebVersions>), "TLS13",
        "The newest version that is offered."),

    key(Scope::web_http, "http2", flag(), "false", "HTTP/2, which is not offered."),
    key(Scope::web_http, "headers", section(Scope::web_headers), "", "Headers of every reply."),

    key(Scope::web_headers, "Content-Security-Policy", any_text(), "", "As the header itself."),
    key(Scope::web_headers, "X-Frame-Options", word(words_of<kFrameOptions>), "",
        "Whether other pages may show the page in a frame."),
    key(Scope::web_headers, "X-Content-Type-Options", word(words_of<kContentTypeOptions>), "",
        "That browsers do not guess what a reply is."),
    key(Scope::web_headers, "X-XSS-Protection", any_text(), "", "As the header itself."),
    key(Scope::web_headers, "Strict-Transport-Security", any_text(), "",
        "That browsers come by https only, such as max-age=31536000."),

    key(Scope::web_rate_limit, "interval", duration(kRateInterval, "0"), "0",
        "One more request is allowed each; 0: no limit."),
    // Without an interval nobody looks at it, and exporters' files have 0 there.
    key(Scope::web_rate_limit, "burst", number(Range<unsigned>{0, kBurst.most}), "",
        "So many at once; at least 1 where there is an interval."),
};

}  // namespace

std::span<const Key> web_keys() { return kWebKeys; }

}  // namespace deepalive::config
