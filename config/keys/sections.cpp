#include <algorithm>
#include <iterator>

#include "config/keys/scope.h"

namespace deepalive::config {
namespace {

constexpr auto kNode = Document::configuration;
constexpr auto kWeb = Document::web;

constexpr Section kSections[] = {
    {Scope::root, kNode, "configuration", "", "DeepAlive's configuration of one node."},
    {Scope::agent, kNode, "agent", "agent", "The agent itself: where it listens and writes."},
    {Scope::log, kNode, "log", "agent.log", "The agent's log."},
    {Scope::journal, kNode, "journal", "agent.journal",
     "What was seen and judged, for 'deepalive history' and 'deepalive replay'."},
    {Scope::iis, kNode, "iis", "iis", "How the node's IIS is read."},
    {Scope::defaults, kNode, "defaults", "defaults",
     "What every check has that does not say otherwise."},
    {Scope::role, kNode, "role", "roles.<name>",
     "One clustered website, or several that fail over together."},
    {Scope::check, kNode, "check", "roles.<name>.checks[]",
     "One thing that is looked at again and again. Exactly one key names its kind; a check without "
     "one tunes the self-made check of that name (service-W3SVC, site-Shop, pool-ShopPool, "
     "pools)."},
    {Scope::group, kNode, "group", "roles.<name>.groups[]",
     "Checks of which some may be down: they count through the group, at its level."},
    {Scope::http, kNode, "http", "roles.<name>.checks[].http",
     "One HTTP request, and what its answer has to be."},
    {Scope::expect, kNode, "expect", "roles.<name>.checks[].http.expect",
     "What the answer has to be; the first that does not hold is the reason of the fail."},
    {Scope::latency, kNode, "latency", "roles.<name>.checks[].http.expect.latency",
     "How long the whole look may take."},
    {Scope::json, kNode, "json", "roles.<name>.checks[].http.expect.json[]",
     "A value that a body of JSON has to have."},
    {Scope::header, kNode, "header", "roles.<name>.checks[].http.expect.headers[]",
     "A header that the answer has to have; one of that name is enough."},
    {Scope::auth, kNode, "auth", "roles.<name>.checks[].http.auth",
     "Who asks, for pages that want to know: one of the three."},
    {Scope::basic, kNode, "basic", "roles.<name>.checks[].http.auth.basic",
     "A user name and a password."},
    {Scope::tls, kNode, "tls", "roles.<name>.checks[].http.tls",
     "How an https:// page is connected to."},
    {Scope::client_certificate, kNode, "client_certificate",
     "roles.<name>.checks[].http.tls.client_certificate",
     "Who the probe is, for servers that ask. PEM files."},
    {Scope::tcp, kNode, "tcp", "roles.<name>.checks[].tcp", "A connection that is accepted."},
    {Scope::command, kNode, "command", "roles.<name>.checks[].command",
     "A program that looks, and says what it saw by its exit code: 0, 1, 2 or 3 as monitoring "
     "plugins do."},
    {Scope::worker_process, kNode, "worker_process", "roles.<name>.checks[].worker_process",
     "That the worker processes of a pool live, and do not end again and again."},
    {Scope::request_queue, kNode, "request_queue", "roles.<name>.checks[].request_queue",
     "Requests that wait for a worker process of a pool; at least one bound is given."},
    {Scope::content_path, kNode, "content_path", "roles.<name>.checks[].content_path",
     "The folders that the role's sites are read from: write {}."},
    {Scope::shared_config, kNode, "shared_config", "roles.<name>.checks[].shared_config",
     "The configuration that all nodes of a farm read from one share; {} will do."},

    {Scope::web, kWeb, "web", "", "Who may ask DeepAlive's HTTP endpoint, and how."},
    {Scope::web_tls, kWeb, "tls_server_config", "tls_server_config",
     "TLS of the endpoint; without it, plain HTTP."},
    {Scope::web_http, kWeb, "http_server_config", "http_server_config", "HTTP of the endpoint."},
    {Scope::web_headers, kWeb, "headers", "http_server_config.headers",
     "Headers that every reply has."},
    {Scope::web_rate_limit, kWeb, "rate_limit", "rate_limit",
     "Requests of all clients together: burst at once, and one more each interval."},
};

}  // namespace

std::span<const Section> sections() { return kSections; }

const Section& section_of(Scope scope) {
  return *std::ranges::find(kSections, scope, &Section::scope);
}

}  // namespace deepalive::config
