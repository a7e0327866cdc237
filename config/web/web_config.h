#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/environment.h"
#include "config/problem.h"
#include "core/spec.h"
#include "core/time.h"

namespace deepalive::config {

// What is asked of a client's certificate; the names are those of the file and of Go's crypto/tls.
enum class ClientAuth : std::uint8_t {
  none,                // NoClientCert
  request,             // RequestClientCert: any, or none
  require_any,         // RequireAnyClientCert: any, unverified
  verify_if_given,     // VerifyClientCertIfGiven
  require_and_verify,  // RequireAndVerifyClientCert: the only one that keeps somebody out
};

// PEM text: in the file itself, or in one beside it.
struct PemSource {
  std::string text;  // empty when file is given
  std::string file;  // absolute after loading
  // Where that was said, for what is found wrong in the text later.
  std::size_t line = 0;
  std::size_t column = 0;
  std::string path;

  bool given() const { return !text.empty() || !file.empty(); }
};

struct WebTls {
  PemSource certificate;  // the server's own first, then its chain
  PemSource key;
  PemSource client_ca;
  ClientAuth client_auth = ClientAuth::none;
  std::vector<std::string> client_allowed_sans;  // empty = any
  TlsVersion min_version = TlsVersion::tls1_2;
  TlsVersion max_version = TlsVersion::tls1_3;
  std::vector<std::string> cipher_suites;  // IANA's names, up to TLS 1.2; empty = the agent's own
  bool only_tls1_3_suites = false;         // some were named, and none for TLS 1.2
  bool prefer_server_cipher_suites = true;
  std::vector<std::string> curves;  // OpenSSL's names; empty = its own choice
};

// Requests of all clients together: `burst` at once, and one more each interval.
struct RateLimit {
  Duration interval{};  // zero = no limit
  unsigned burst = 0;

  bool operator==(const RateLimit&) const = default;
};

// User names and bcrypt hashes.
using WebUsers = std::map<std::string, std::string, std::less<>>;

// What agent.web_config's file says of who may ask the HTTP endpoint and how, in the format of
// Prometheus' exporter-toolkit.
struct WebConfig {
  std::optional<WebTls> tls;  // null = plain HTTP
  std::vector<std::pair<std::string, std::string>> headers;
  WebUsers users;  // empty = nobody is asked for a password
  RateLimit rate_limit;
};

struct LoadedWebConfig {
  std::optional<WebConfig> config;  // null when there is an error among the problems
  std::vector<Problem> problems;
};

// Reads such a file. An empty one, which {} is not, is an error: it may be one that is being
// written or was lost, and must not open the endpoint to all. Files that it names are not read
// here. Throws nothing.
LoadedWebConfig load_web_config(std::string_view yaml_text, const std::filesystem::path& file,
                                const Environment& environment);
LoadedWebConfig load_web_config_file(const std::filesystem::path& file,
                                     const Environment& environment);

// "$2y$10$…": a hash by bcrypt of a cost that can be waited for.
bool is_bcrypt_hash(std::string_view text);

}  // namespace deepalive::config
