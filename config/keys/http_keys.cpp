#include "config/choices.h"
#include "config/keys/tables.h"

namespace deepalive::config {
namespace {

constexpr std::string_view kHostPattern = R"(\[[^\]]+\]|[^\[\]:\s]+)";
constexpr std::string_view kUrlPattern =
    R"([Hh][Tt][Tt][Pp][Ss]?://(?:\[[^\]\s]+\]|[^\[\]:@/?#\s]+)(?::0*[1-9][0-9]{0,4})?(?:[/?][^#\s]*)?)";
constexpr ValueType kHeaderValue = any_text("header value");
constexpr ValueType kJson = section(Scope::json);
constexpr ValueType kHeader = section(Scope::header);

constexpr ValueType status_type() {
  ValueType type =
      text("status such as 200 or \"200-299\"", "0*[1-5][0-9]{2}(?:-0*[1-5][0-9]{2})?");
  type.least = kStatus.least;
  type.most = kStatus.most;
  return type;
}
constexpr ValueType kStatusType = status_type();

constexpr Key kHttpKeys[] = {
    needed(Scope::http, "url", text("URL", kUrlPattern),
           "The page. Its host is the Host header, the name sent by TLS and the name that the "
           "certificate has to have."),
    key(Scope::http, "connect_to",
        text("host or host:port", R"((?:\[[^\]]+\]|[^\[\]:\s]+)(?::[0-9]{1,5})?)"), "",
        "Where to connect instead: the node itself (127.0.0.1), not the cluster's address."),
    key(Scope::http, "method", text("method", "(?!CONNECT$)[A-Z0-9!#$%&'*+.^_`|~-]{1,32}"), "GET",
        "The request's method, in capitals."),
    key(Scope::http, "headers", by_name(kHeaderValue, kTokenPattern, "header name", kMaxHeaders),
        "", "What is sent beside the probe's own headers."),
    key(Scope::http, "body", any_text(), "", "What is sent behind the headers."),
    key(Scope::http, "expect", section(Scope::expect), "", "What the answer has to be."),
    key(Scope::http, "tls", section(Scope::tls), "", "How an https:// page is connected to."),
    key(Scope::http, "max_body", size(kMaxBody), "64KiB",
        "How much of the body is looked at; a larger one is a fail when the body is asked for."),
    key(Scope::http, "follow_redirects", number(kRedirects, "false"), "false",
        "How many redirects are followed at most."),
    key(Scope::http, "auth", section(Scope::auth), "", "Who asks: basic, bearer or negotiate."),
    key(Scope::http, "ip", word(words_of<kIpVersions>), "any",
        "Which of a name's addresses may be tried."),
    key(Scope::http, "reuse_connection", flag(), "false",
        "Keeps the connection for the next look, for a minute at most. Not with a method that "
        "cannot "
        "be sent again, nor with negotiate."),

    key(Scope::expect, "status", list(kStatusType, 1, kMaxStatusRanges), R"(["200-299"])",
        "The codes that pass."),
    key(Scope::expect, "body_matches", regular_expression(), "",
        "A pattern (Perl's) that is found in the body."),
    key(Scope::expect, "body_not_matches", regular_expression(), "",
        "A pattern that is not found in it."),
    key(Scope::expect, "latency", section(Scope::latency), "", "How long it may take."),
    key(Scope::expect, "json", list(kJson, 0, kMaxExpectations), "",
        "Values that a body of JSON has to have."),
    key(Scope::expect, "headers", list(kHeader, 0, kMaxExpectations), "",
        "Headers that the answer has to have."),

    key(Scope::latency, "degraded", duration(kLatency), "", "A look that takes longer degrades."),

    needed(Scope::json, "pointer", text("JSON pointer", "(?:/(?:[^~/]|~[01])*)+"),
           "Where the value is (RFC 6901), such as /db/state."),
    needed(Scope::json, "equals", any_text(),
           "The value: text without its quotes, else as JSON writes it."),

    needed(Scope::header, "name", text("header name", kTokenPattern), "The header's name."),
    needed(Scope::header, "matches", regular_expression(), "A pattern found in its value."),

    key(Scope::auth, "basic", section(Scope::basic), "", "A user name and a password."),
    key(Scope::auth, "bearer", text("token"), "",
        "A token. Keep it elsewhere: ${file:token.txt}, ${dpapi:...}."),
    key(Scope::auth, "negotiate", flag(), "false",
        "Kerberos or NTLM, as the account of the agent's service. Windows only."),

    needed(Scope::basic, "username", text("user name", "[^:]+"), "The user's name."),
    needed(Scope::basic, "password", kPlainText,
           "The password. Keep it elsewhere: ${file:secret.txt}, ${dpapi:...}."),

    key(Scope::tls, "verify", flag(), "true",
        "Whether the certificate has to be trusted and to have the name."),
    key(Scope::tls, "ca_file", path(), "",
        "PEM: who signed it; without it, those whom the system trusts."),
    key(Scope::tls, "server_name", text("host name", kHostPattern), "",
        "The name that is sent and verified; without it, the URL's host."),
    key(Scope::tls, "min_version", word(words_of<kTlsVersions>), "1.2",
        "The oldest version of TLS that will do."),
    key(Scope::tls, "expiry_degraded", duration(kExpiry), "",
        "A certificate that ends within this degrades."),
    key(Scope::tls, "client_certificate", section(Scope::client_certificate), "",
        "Who the probe is, for servers that ask."),

    needed(Scope::client_certificate, "file", path(),
           "PEM: the certificate, and behind it those that lead to its authority."),
    needed(Scope::client_certificate, "key_file", path(),
           "PEM: its key, without a password; readable by the service only."),
};

}  // namespace

std::span<const Key> http_keys() { return kHttpKeys; }

}  // namespace deepalive::config
