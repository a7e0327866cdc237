#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/condition.h"
#include "core/schedule.h"
#include "core/time.h"

// What is to be looked at, and how it is judged: the typed form of the configuration. config/ makes
// it, probes/ and the rules read it. Plain values, complete after defaults, immutable once in use.
namespace deepalive {

// The node's service: WAS, W3SVC, ….
struct ServiceTarget {
  std::string service_name;
};

struct SiteTarget {
  std::string site;  // as configured; IIS compares without case
};

// One named pool, or (app_pool empty) every pool that the applications of the sites use.
struct AppPoolTarget {
  std::string app_pool;
  std::vector<std::string> sites;
};

// Inclusive; 100 to 599.
struct StatusRange {
  unsigned first = 200;
  unsigned last = 299;
};

// A value in a body of JSON, by its JSON pointer (RFC 6901).
struct JsonExpectation {
  std::string pointer;
  std::string equals;  // text as it is, else as JSON writes it: up, true, null, 5
};

// One header of the response; any of that name will do.
struct HeaderExpectation {
  std::string name;
  std::string matches;  // regular expression, searched
};

struct HttpExpectation {
  std::vector<StatusRange> status{StatusRange{}};
  std::string body_matches;      // regular expression (Perl syntax), searched; empty = not asked
  std::string body_not_matches;  // likewise
  std::vector<JsonExpectation> json{};
  std::vector<HeaderExpectation> headers{};
  std::optional<Duration> latency_degraded;
};

enum class TlsVersion : std::uint8_t { tls1_0, tls1_1, tls1_2, tls1_3 };

// Who the probe is, for servers that ask. PEM files, absolute after loading; both or none.
struct ClientCertificate {
  std::string file;  // the certificate, and behind it those that lead to its authority
  std::string key_file;
  auto operator<=>(const ClientCertificate&) const = default;
};

struct TlsSettings {
  bool verify = true;
  std::string ca_file;      // PEM; empty = the system's roots. Absolute after loading.
  std::string server_name;  // SNI and name to verify; empty = the URL's host
  TlsVersion min_version = TlsVersion::tls1_2;
  std::optional<Duration> expiry_degraded{};  // a certificate that ends within this degrades
  ClientCertificate client_certificate{};
};

enum class IpVersion : std::uint8_t { any, v4, v6 };

// What goes into the Authorization header.
struct HttpAuth {
  enum class Scheme : std::uint8_t {
    none,
    basic,
    bearer,
    negotiate,  // Kerberos or NTLM, as the account of the agent
  };
  Scheme scheme = Scheme::none;
  std::string username{};  // of basic
  std::string secret{};    // password or token
};

struct HttpTarget {
  std::string url;         // http:// or https://, checked when loaded
  std::string connect_to;  // host or address to connect to instead; "host", "host:port",
                           // "[v6]:port"; empty = the URL's
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  HttpExpectation expect;
  TlsSettings tls;
  HttpAuth auth{};
  IpVersion ip = IpVersion::any;                  // of the addresses of a name
  unsigned follow_redirects = 0;                  // at most; what is expected is of the last answer
  std::size_t max_body = std::size_t{64} * 1024;  // bytes
  bool reuse_connection = false;                  // keep it for the next look
};

// Whether requests with it ask for no change and may be sent again when nobody knows whether the
// first one was heard: GET, HEAD, OPTIONS (RFC 9110, 9.2.1 and 9.2.2).
bool is_repeatable(std::string_view method);

// Something that accepts connections.
struct TcpTarget {
  std::string address;  // "host:port" or "[v6]:port", checked when loaded
};

// A program that looks, and says what it saw as monitoring plugins do.
struct CommandTarget {
  std::vector<std::string> run;  // the program, absolute after loading, and its arguments
};

// That the worker processes of a pool live.
struct WorkerProcessTarget {
  std::string app_pool;
  unsigned crashes = 3;  // more unexpected ends than this within the window are a crash loop
  Duration window = std::chrono::minutes(5);
};

// Requests that wait in HTTP.sys for a worker process of the pool. One bound is given at least.
struct RequestQueueTarget {
  std::string app_pool;
  std::optional<unsigned> degraded;  // so many or more
  std::optional<unsigned> fail;
};

// The folders that the sites' applications and virtual directories are read from.
struct ContentPathTarget {
  std::vector<std::string> sites;
};

// The configuration that all nodes of a farm read from one share.
struct SharedConfigTarget {
  bool offline_files = false;  // also that Offline Files is on, which keeps a copy on the node
};

// The alternatives of CheckSpec::target, in their order.
enum class CheckKind : std::uint8_t {
  service,
  site,
  app_pool,
  http,
  tcp,
  command,
  worker_process,
  request_queue,
  content_path,
  shared_config
};

std::string_view to_name(CheckKind kind);

// Whether it says something on a node where the role does not run. Services, sites, pools and the
// shared configuration can be looked at there. No request is answered there, no worker process is
// needed, and content may lie on a disk that the cluster has elsewhere; what a port or a command
// stands for nobody knows.
bool says_on_standby(CheckKind kind);

// Whether a worker process may have to answer for it to pass: it may fail while one is replaced.
bool needs_worker(CheckKind kind);

// Whether a failover could help against what the check sees.
enum class CheckScope : std::uint8_t {
  node,    // of this node: another one may well be better off
  shared,  // something that all nodes use: the role is degraded, never unhealthy
};

struct CheckSpec {
  std::string name;
  Cadence cadence;
  Thresholds thresholds;
  int level = 4;  // 1 to 5; counts in a role whose failure_condition_level is this or higher
  CheckScope scope = CheckScope::node;
  // Indices into the role's checks, without cycles. While one of these that is shared is down, this
  // check's fails are that one's fault.
  std::vector<std::size_t> depends_on{};
  std::variant<ServiceTarget, SiteTarget, AppPoolTarget, HttpTarget, TcpTarget, CommandTarget,
               WorkerProcessTarget, RequestQueueTarget, ContentPathTarget, SharedConfigTarget>
      target;

  CheckKind kind() const { return static_cast<CheckKind>(target.index()); }
};

enum class Placement : std::uint8_t {
  cluster,  // the cluster decides on which node the role runs
  always,   // no cluster: it runs on every node
};

enum class UnknownPolicy : std::uint8_t { alive, dead };

// Checks of which some may be down. A member counts through its groups only, at their level.
struct GroupSpec {
  std::string name;
  std::vector<std::size_t> members;  // indices into the role's checks, each once
  std::size_t required = 1;          // members that must not be down; 1 to all of them
  int level = 4;                     // as a check's
};

// How conditions amount to a verdict.
struct RoleRules {
  int failure_condition_level = 4;  // 0 (never fail) to 5
  Duration grace = std::chrono::seconds(30);
  Duration hold = std::chrono::seconds(30);
  Duration stale_after = std::chrono::seconds(30);
  UnknownPolicy on_unknown = UnknownPolicy::alive;
  std::vector<GroupSpec> groups{};
};

struct RoleSpec {
  std::string name;
  Placement placement = Placement::cluster;
  RoleRules rules;
  std::vector<std::string> services{"W3SVC", "WAS"};
  std::vector<std::string> sites;
  std::vector<std::string> app_pools;  // empty = those that the sites' applications use
  std::vector<CheckSpec>
      checks;  // made from the above first (services, sites, pools), then the configured ones
};

enum class IisProvider : std::uint8_t { admin_api, simulated };

struct IisSpec {
  IisProvider provider = IisProvider::admin_api;
  std::string simulated_file;  // absolute after loading
  Duration interval = std::chrono::seconds(2);
  Duration timeout = std::chrono::seconds(5);
};

struct LogSpec {
  std::string level = "info";                            // trace, debug, info, warning, error
  std::string file;                                      // absolute after loading; empty = none
  std::size_t max_size = std::size_t{10} * 1024 * 1024;  // bytes a file
  unsigned keep = 5;                                     // old files
  std::string events{};                                  // as file; empty = the platform's way
};

// What is written down of what was seen and judged.
struct JournalSpec {
  std::size_t max_size = std::size_t{64} << 20;  // bytes, all files together
  Duration keep = std::chrono::hours(24 * 14);
};

struct AgentSpec {
  std::vector<std::string> listen{"127.0.0.1:9847"};
  std::vector<std::string> agent_check;  // where HAProxy's agent-check is answered; empty = nowhere
  std::string web_config;  // absolute after loading; empty = no TLS and no passwords
  // Names in lower case by which clients may call the endpoint beside the node's own; "*" = any.
  std::vector<std::string> allowed_hosts;
  std::string pipe = "deepalive";
  std::string data_dir;  // absolute after loading
  LogSpec log;
  JournalSpec journal;
};

struct NodeSpec {
  AgentSpec agent;
  IisSpec iis;
  std::vector<RoleSpec> roles;
};

}  // namespace deepalive
