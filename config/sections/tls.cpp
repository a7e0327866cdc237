#include "config/sections/tls.h"

#include <array>

#include "config/choices.h"
#include "config/reading/mapping.h"
#include "config/reading/text.h"
#include "core/url.h"

namespace deepalive::config {
namespace {

void read_client_certificate(const Value& value, ClientCertificate& certificate) {
  const Mapping mapping(value, Scope::client_certificate);
  mapping.file_path("file", certificate.file);
  mapping.file_path("key_file", certificate.key_file);
  if (!certificate.key_file.empty()) {
    const Value* key = mapping.find("key_file");
    auto told = key->session().references.exposure_of(path_from_utf8(certificate.key_file));
    if (!told.empty()) key->warning(std::move(told));
  }
  if (mapping.is_understood() && !(mapping.find("file") && mapping.find("key_file"))) {
    value.error("needs file and key_file, both PEM");
  }
}

}  // namespace

void read_tls(const Value& value, TlsSettings& tls) {
  const Mapping mapping(value, Scope::tls);
  mapping.flag("verify", tls.verify);
  mapping.file_path("ca_file", tls.ca_file);
  mapping.choice("min_version", tls.min_version, kTlsVersions);
  if (const Value* expiry = mapping.find("expiry_degraded")) {
    tls.expiry_degraded = expiry->duration(kExpiry);
  }
  if (const Value* client = mapping.find("client_certificate")) {
    read_client_certificate(*client, tls.client_certificate);
  }
  if (const Value* name = mapping.find("server_name")) {
    const auto text = name->plain_text("a host name");
    if (!text) return;
    const auto place = parse_host_port(text->value);
    if (!place || place->port) {
      name->error(in_quotes(text->written) + " is no host name");
      return;
    }
    tls.server_name = place->host;
  }
}

}  // namespace deepalive::config
