#include "tests/agreement/site.h"

#include <chrono>

namespace deepalive::agreement {
namespace {

using namespace std::chrono_literals;
using testing::CertificateAuthority;
using testing::Nginx;

constexpr std::chrono::seconds kDay = 24h;

std::string page(const std::string& path, const std::string& directives) {
  return "location = " + path + " { " + directives + " }\n";
}

}  // namespace

Site::Site()
    : nginx_(folder_, kPorts, [this](const Nginx::Ports& ports) { return servers(ports); }) {}

std::vector<Target> Site::targets() const {
  std::vector<Target> all;
  for (auto&& some : {pages_targets(), request_targets(), redirect_targets(), tls_targets()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

void Site::write_certificate(const std::string& name, const testing::TlsIdentity& identity) const {
  folder_.write(name + ".pem", identity.certificate);
  folder_.write(name + ".key", identity.key);
}

std::string Site::pages(const Nginx::Ports& ports) const {
  std::string text = page("/", "return 200 'the shop is open';") + page("/empty", "return 200;");
  for (const int status : {204, 400, 401, 403, 404, 410, 418, 429, 500, 502, 503, 504}) {
    const std::string code = std::to_string(status);
    text += page("/" + code, "return " + code + ";");
  }
  for (const int status : {301, 302, 303, 307, 308}) {
    const std::string code = std::to_string(status);
    text += page("/" + code, "return " + code + " /;");
    text += page("/" + code + "/method", "return " + code + " /method;");
  }
  for (int hop = 1; hop <= 12; ++hop) {
    const std::string next = hop == 1 ? "/" : "/chain/" + std::to_string(hop - 1);
    text += page("/chain/" + std::to_string(hop), "return 302 " + next + ";");
  }
  const auto at = [&](Port port) { return "127.0.0.1:" + std::to_string(ports[port]); };
  text +=
      page("/loop", "return 302 /loop;") + page("/nowhere", "return 302 '';") +
      page("/folder/up", "return 302 ../;") +
      page("/folder/path", "absolute_redirect off; return 302 /;") +
      page("/to/missing", "return 302 /404;") + page("/to/ftp", "return 302 ftp://localhost/;") +
      page("/to/other", "return 302 http://" + at(other) + "/;") +
      page("/to/tls", "return 302 https://" + at(tls) + "/;") +
      page("/to/plain", "return 302 http://" + at(plain) + "/;") +
      page("/to/host",
           "return 302 http://localhost:" + std::to_string(ports[plain]) + "/private;") +
      page("/method", "return 200 $request_method;") + page("/echo", "return 200 $http_x_probe;") +
      page("/host", "return 200 $host;") +
      page("/headers", "add_header X-Farm blue; return 200 ok;") +
      page("/close", "keepalive_timeout 0; return 200 ok;") +
      page("/plain.txt", "alias " + file("page.txt") + ";") +
      page("/gzip", "gzip on; gzip_types *; gzip_min_length 1; alias " + file("page.txt") + ";") +
      page("/chunked", "ssi on; ssi_types *; alias " + file("page.txt") + ";") +
      page("/large", "alias " + file("large.txt") + ";") +
      page("/within", "alias " + file("within.txt") + ";") +
      page("/private", "auth_basic shop; auth_basic_user_file " + file("users") + "; alias " +
                           file("page.txt") + ";") +
      page("/token", "if ($http_authorization != 'Bearer sesame') { return 401; } return 200 ok;");
  return text;
}

std::string Site::tls_server(std::uint16_t port, const std::string& name,
                             const std::string& more) const {
  const bool own = name.find(".test") != std::string::npos;
  return "server { listen 127.0.0.1:" + std::to_string(port) + " ssl; server_name " + name +
         "; ssl_certificate " + file((own ? name : "default") + ".pem") + "; ssl_certificate_key " +
         file((own ? name : "default") + ".key") + "; " + more + "location / { return 200 '" +
         (own ? name : "secure") + "'; } }\n";
}

std::string Site::servers(const Nginx::Ports& ports) const {
  folder_.write("ca.pem", authority_.certificate());
  folder_.write("other-ca.pem", CertificateAuthority().certificate());
  folder_.write("users", "probe:{PLAIN}sesame\n");
  std::string text;
  for (int line = 0; line < 200; ++line) text += "line " + std::to_string(line) + " of a page\n";
  folder_.write("page.txt", text);
  folder_.write("within.txt", std::string(60'000, 'x'));
  folder_.write("large.txt", std::string(300'000, 'x'));
  write_certificate("default",
                    authority_.issue({.names = {"127.0.0.1", "localhost"}, .ends = 10 * kDay}));
  write_certificate("client", authority_.issue({.names = {"probe.test"}}));
  write_certificate("shop.test", authority_.issue({.names = {"shop.test"}, .ends = 20 * kDay}));
  write_certificate("www.wild.test",
                    authority_.issue({.names = {"*.wild.test"}, .ends = 30 * kDay}));
  write_certificate("tld.test", authority_.issue({.names = {"*.test"}, .ends = 30 * kDay}));
  write_certificate("wrong.test", authority_.issue({.names = {"other.test"}, .ends = 40 * kDay}));
  write_certificate(
      "expired.test",
      authority_.issue({.names = {"expired.test"}, .begins = -9 * kDay, .ends = -2 * kDay}));
  write_certificate(
      "early.test",
      authority_.issue({.names = {"early.test"}, .begins = 3 * kDay, .ends = 9 * kDay}));
  write_certificate("self.test", testing::self_signed({.names = {"self.test"}, .ends = 50 * kDay}));
  testing::TlsIdentity chain = authority_.issue({.names = {"chain.test"}, .ends = 60 * kDay});
  chain.certificate += authority_.certificate();
  write_certificate("chain.test", chain);

  const std::string listen = "server { listen 127.0.0.1:";
  std::string config = listen + std::to_string(ports[plain]) + " default_server;\n" + pages(ports) +
                       "}\n" + listen + std::to_string(ports[plain]) +
                       "; server_name virtual.test; location / { return 200 'virtual'; } }\n" +
                       listen + std::to_string(ports[other]) +
                       "; location / { return 200 'the other port'; } }\n";
  config += tls_server(ports[tls], "_", pages(ports));
  for (const char* name : {"shop.test", "www.wild.test", "tld.test", "wrong.test", "expired.test",
                           "early.test", "self.test", "chain.test"}) {
    config += tls_server(ports[tls], name);
  }
  config +=
      tls_server(ports[only_1_1], "_", "ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0; ");
  config += tls_server(ports[only_1_2], "_", "ssl_protocols TLSv1.2; ");
  config += tls_server(ports[only_1_3], "_", "ssl_protocols TLSv1.3; ");
  config += tls_server(ports[with_client], "_",
                       "ssl_verify_client on; ssl_client_certificate " + file("ca.pem") + "; ");
  return config;
}

std::string Site::url(const std::string& path, Port port) const {
  return (port >= tls ? "https://127.0.0.1:" : "http://127.0.0.1:") +
         std::to_string(nginx_.port(port)) + path;
}

HttpTarget Site::secure(const std::string& server_name, Port port, const std::string& path) const {
  HttpTarget target;
  target.url = url(path, port);
  target.tls.ca_file = file("ca.pem");
  target.tls.server_name = server_name;
  return target;
}

}  // namespace deepalive::agreement
