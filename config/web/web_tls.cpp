#include "config/web/web_tls.h"

#include <algorithm>
#include <array>
#include <span>

#include "config/reading/mapping.h"
#include "config/reading/text.h"
#include "config/web/web_choices.h"
#include "core/nearest.h"

namespace deepalive::config {
namespace {

// `name` or `name_file`, not both.
void read_pem(const Mapping& mapping, std::string_view name, PemSource& source) {
  const std::string file_key = std::string(name) + "_file";
  const Value* text = mapping.find(name);
  const Value* file = mapping.find(file_key);
  const Value* value = file != nullptr ? file : text;
  if (value == nullptr) return;
  if (text != nullptr && file != nullptr) {
    text->error(file_key + " is given too; give one of the two");
    return;
  }
  source.line = value->place().line + 1;
  source.column = value->place().column + 1;
  source.path = value->path();
  if (file != nullptr) {
    if (const auto path = file->file_path()) source.file = *path;
    return;
  }
  const auto pem = text->text(kMaxPem, "PEM text");
  if (pem && pem->value.empty()) text->error("is empty");
  if (pem) source.text = pem->value;
}

void read_cipher_suites(const Value& value, WebTls& tls) {
  const auto items = value.list(kCipherSuites.size(), "a list of cipher suites");
  if (!items) return;
  bool some_tls1_3 = false;
  for (const Value& item : *items) {
    const auto name = item.plain_text("a cipher suite");
    if (!name) continue;
    const auto known = std::ranges::find(kCipherSuites, name->value);
    if (known == kCipherSuites.end()) {
      item.error(in_quotes(name->written) + " is no cipher suite that is safe to use" +
                 did_you_mean(name->written, kCipherSuites));
    } else if (static_cast<std::size_t>(known - kCipherSuites.begin()) < kTls13Suites) {
      some_tls1_3 = true;
    } else if (std::ranges::count(tls.cipher_suites, name->value) == 0) {
      tls.cipher_suites.push_back(name->value);
    }
  }
  tls.only_tls1_3_suites = some_tls1_3 && tls.cipher_suites.empty();
}

void read_curves(const Value& value, WebTls& tls) {
  const auto items = value.list(kCurves.size(), "a list of curves");
  if (!items) return;
  for (const Value& item : *items) {
    if (const auto curve = item.choice(kCurves)) tls.curves.emplace_back(*curve);
  }
}

void read_allowed_sans(const Value& value, WebTls& tls) {
  const auto items = value.list(kMaxAllowedSans, "a list of names, addresses or URIs");
  if (!items) return;
  if (items->empty()) value.error("is empty: nobody could come in; remove it to allow any");
  for (const Value& item : *items) {
    if (const auto name = item.plain_text("a name, address or URI")) {
      tls.client_allowed_sans.push_back(name->value);
    }
  }
}

void check_client_auth(const Value& value, const Mapping& mapping, const WebTls& tls) {
  if (tls.client_auth == ClientAuth::none) {
    const std::string_view cure =
        "says nothing while no certificate is asked for; add client_auth_type: "
        "RequireAndVerifyClientCert";
    for (const auto key : {"client_ca", "client_ca_file", "client_allowed_sans"}) {
      if (const Value* given = mapping.find(key)) given->error(std::string(cure));
    }
    return;
  }
  const bool verified = tls.client_auth == ClientAuth::verify_if_given ||
                        tls.client_auth == ClientAuth::require_and_verify;
  if (const Value* sans = mapping.find("client_allowed_sans"); sans != nullptr && !verified) {
    sans->warning("anybody can write such a certificate while none is verified; use " +
                  std::string("RequireAndVerifyClientCert"));
  }
  if (tls.client_auth == ClientAuth::require_and_verify && !mapping.find("client_ca_file") &&
      !mapping.find("client_ca")) {
    const Value* type = mapping.find("client_auth_type");
    (type != nullptr ? *type : value).error("needs client_ca_file: whose certificates are good");
  }
}

}  // namespace

void read_web_tls(const Value& value, WebTls& tls) {
  const Mapping mapping(value, Scope::web_tls);
  read_pem(mapping, "cert", tls.certificate);
  read_pem(mapping, "key", tls.key);
  read_pem(mapping, "client_ca", tls.client_ca);
  mapping.choice("client_auth_type", tls.client_auth, kClientAuths);
  mapping.choice("min_version", tls.min_version, kWebVersions);
  mapping.choice("max_version", tls.max_version, kWebVersions);
  mapping.flag("prefer_server_cipher_suites", tls.prefer_server_cipher_suites);
  if (const Value* suites = mapping.find("cipher_suites")) read_cipher_suites(*suites, tls);
  if (const Value* curves = mapping.find("curve_preferences")) read_curves(*curves, tls);
  if (const Value* sans = mapping.find("client_allowed_sans")) read_allowed_sans(*sans, tls);
  if (!mapping.is_understood()) return;

  if (!mapping.find("cert") && !mapping.find("cert_file")) {
    value.error("needs cert_file, the server's certificate; without TLS, remove tls_server_config");
  }
  if (!mapping.find("key") && !mapping.find("key_file")) {
    value.error("needs key_file, the certificate's key; without TLS, remove tls_server_config");
  }
  if (tls.min_version > tls.max_version) {
    const Value* least = mapping.find("min_version");
    (least != nullptr ? *least : *mapping.find("max_version"))
        .error("min_version is above max_version: no client could come in");
  }
  if (tls.only_tls1_3_suites && tls.max_version < TlsVersion::tls1_3) {
    mapping.find("cipher_suites")
        ->error("names suites of TLS 1.3 only, which max_version forbids: no client could come in");
  }
  check_client_auth(value, mapping, tls);
}

}  // namespace deepalive::config
