// What a look of an HTTP check costs, beside a bare socket and beside blackbox_exporter at the same
// nginx in the same run, and how that grows with the checks of a node. Prints what
// docs/performance.md shows.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "probes/http/http_probe.h"
#include "probes/http/resolver.h"
#include "probes/http/tls_context.h"
#include "tests/bench/bare_probe.h"
#include "tests/bench/cpu.h"
#include "tests/bench/scaled_agent.h"
#include "tests/servers/posix/blackbox_exporter.h"
#include "tests/servers/posix/nginx.h"
#include "tests/servers/tls_identity.h"
#include "tests/unit/probes/look.h"

namespace deepalive::bench {
namespace {

using namespace std::chrono_literals;
using testing::BlackboxExporter;
using testing::Nginx;
using testing::TemporaryFolder;

constexpr int kRounds = 20;  // taking turns, so that a slow moment of the machine meets all
constexpr int kLooksARound = 100;
constexpr std::size_t kAtOnce = 50;
constexpr const char* kPage = "the shop is open";
constexpr auto kIdle = 3s;  // to see what blackbox_exporter spends on its own

// Where all look: one page, on port 0 plain, on port 1 over TLS.
class Site {
 public:
  Site() {
    folder_.write("ca.pem", authority_.certificate());
    const testing::TlsIdentity identity = authority_.issue({.names = {"127.0.0.1"}});
    folder_.write("site.pem", identity.certificate);
    folder_.write("site.key", identity.key);
    // Beside what is measured, not in its way.
    const RunOn beside(1);
    nginx_ = std::make_unique<Nginx>(folder_, 2, [](const Nginx::Ports& ports) {
      const std::string page = std::string("location / { return 200 '") + kPage + "'; } }\n";
      return "server { listen 127.0.0.1:" + std::to_string(ports[0]) + "; " + page +
             "server { listen 127.0.0.1:" + std::to_string(ports[1]) +
             " ssl; ssl_certificate site.pem; ssl_certificate_key site.key; "
             "ssl_session_tickets off; " +
             page;
    });
  }

  std::uint16_t port(bool tls) const { return nginx_->port(tls ? 1 : 0); }
  std::string url(bool tls) const {
    return (tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port(tls)) + "/";
  }
  std::string ca_file() const { return (folder_.path() / "ca.pem").string(); }
  const TemporaryFolder& folder() const { return folder_; }

 private:
  testing::CertificateAuthority authority_;
  TemporaryFolder folder_;
  std::unique_ptr<Nginx> nginx_;
};

// How looks connect: each for itself, or one check on one connection.
enum class Connecting { anew, kept };

// Checks of ours, so many at once.
class OurProbes {
 public:
  OurProbes(const std::string& url, const std::string& ca_file, Connecting connecting) {
    const HttpTarget target = target_of(url, ca_file, connecting);
    for (std::size_t i = 0; i < kAtOnce; ++i) {
      probes_.push_back(std::make_unique<probes::HttpProbe>(target, 10s, contexts_, resolver_));
    }
  }

  void look(std::size_t times, std::size_t at_once) {
    for (std::size_t done = 0; done < times; done += at_once) {
      std::vector<Observation> seen(at_once);
      for (std::size_t i = 0; i < at_once; ++i) {
        boost::asio::co_spawn(context_, probes::look(probes_[i]->run(system_instant), seen[i]),
                              [](const std::exception_ptr& thrown) {
                                if (thrown) std::rethrow_exception(thrown);
                              });
      }
      context_.restart();
      context_.run();
      for (const Observation& one : seen) {
        if (one.outcome != Outcome::pass) throw std::runtime_error("our probe: " + one.detail);
      }
    }
  }

 private:
  static HttpTarget target_of(const std::string& url, const std::string& ca_file,
                              Connecting connecting) {
    HttpTarget target;
    target.url = url;
    target.tls.ca_file = ca_file;
    target.reuse_connection = connecting == Connecting::kept;
    return target;
  }

  probes::TlsContexts contexts_;
  probes::SystemResolver resolver_;
  boost::asio::io_context context_{1};
  std::vector<std::unique_ptr<probes::HttpProbe>> probes_;
};

template <class Look>
double cpu_of_looks(const Look& look) {
  const double before = cpu_of(RUSAGE_SELF);
  look();
  return cpu_of(RUSAGE_SELF) - before;
}

void compare(const Site& site, const BlackboxExporter& exporter, double idle_us_a_second, bool tls,
             Connecting connecting) {
  const bool kept = connecting == Connecting::kept;
  OurProbes ours(site.url(tls), site.ca_file(), connecting);
  BareProbe bare(site.port(tls), tls ? site.ca_file() : "", kept ? kPage : "");
  const std::string url = site.url(tls);
  double our_cpu = 0;
  double our_cpu_at_once = 0;
  double bare_cpu = 0;
  double their_cpu = 0;
  for (int round = -1; round < kRounds; ++round) {
    const double one_by_one = cpu_of_looks([&] { ours.look(kLooksARound, 1); });
    const double at_once = cpu_of_looks([&] { ours.look(kLooksARound, kAtOnce); });
    const double alone = cpu_of_looks([&] {
      for (int i = 0; i < kLooksARound; ++i) bare.look();
    });
    const auto begin = std::chrono::steady_clock::now();
    const double before = cpu_of_process(exporter.id());
    for (int i = 0; i < kLooksARound; ++i) {
      if (exporter.probe("page", url).at("probe_success") != 1) {
        throw std::runtime_error("blackbox_exporter: no success at " + url);
      }
    }
    const double took = to_seconds(std::chrono::steady_clock::now() - begin);
    const double theirs = cpu_of_process(exporter.id()) - before - took * idle_us_a_second;
    if (round < 0) continue;  // whatever happens only once
    our_cpu += one_by_one;
    our_cpu_at_once += at_once;
    bare_cpu += alone;
    their_cpu += theirs;
  }
  constexpr double kLooks = kRounds * kLooksARound;
  std::printf("| %s%s | %.0f | %.0f | %.0f | %.0f | %.1f | %.1f |\n", tls ? "HTTPS" : "HTTP",
              kept ? " kept" : "", bare_cpu / kLooks, our_cpu / kLooks, our_cpu_at_once / kLooks,
              their_cpu / kLooks, our_cpu / bare_cpu, their_cpu / our_cpu);
  std::fflush(stdout);
}

void compare(const Site& site) {
  const BlackboxExporter exporter(
      "modules: {page: {prober: http, http: {preferred_ip_protocol: ip4, tls_config: {ca_file: '" +
      site.ca_file() + "'}}}}\n");
  const double before = cpu_of_process(exporter.id());
  std::this_thread::sleep_for(kIdle);
  const double idle = (cpu_of_process(exporter.id()) - before) / to_seconds(kIdle);
  std::puts(
      "| | bare socket µs | our probe µs | our probe, 50 at once µs | blackbox_exporter µs | ours "
      "/ "
      "bare | blackbox_exporter / ours |\n|---|---|---|---|---|---|---|");
  for (const Connecting connecting : {Connecting::anew, Connecting::kept}) {
    for (const bool tls : {false, true}) compare(site, exporter, idle, tls, connecting);
  }
}

// The cells of one column of a table's rows, as a list.
std::string column_of(const std::vector<std::string>& rows, int column) {
  std::string list;
  for (const std::string& row : rows) {
    std::istringstream cells(row);
    std::string cell;
    for (int i = 0; i <= column; ++i) std::getline(cells, cell, '|');
    list += (list.empty() ? "" : ", ") + std::to_string(std::lround(std::stod(cell)));
  }
  return list;
}

// In a process of its own, as memory is hardly ever given back.
std::string row_of_agent(const Site& site, int checks, bool tls, Connecting connecting) {
  testing::ChildProcess agent(
      {.command = {"/proc/self/exe", std::to_string(checks), std::to_string(site.port(tls)),
                   tls ? site.ca_file() : "", site.folder().path().string(),
                   connecting == Connecting::kept ? "kept" : "anew"},
       .package = "nothing"});
  return agent.wait_for("| ", 120s);
}

void grow(const Site& site) {
  std::printf("\n%s", scaled_agent_table_head().c_str());
  std::string lines;
  for (const Connecting connecting : {Connecting::anew, Connecting::kept}) {
    for (const bool tls : {false, true}) {
      std::vector<std::string> rows;
      for (const int checks : {10, 100, 1000, 5000}) {
        rows.push_back(row_of_agent(site, checks, tls, connecting));
        std::puts(rows.back().c_str());
        std::fflush(stdout);
      }
      if (connecting == Connecting::anew) lines += "    line [" + column_of(rows, 4) + "]\n";
    }
  }
  std::printf(
      "\n```mermaid\nxychart-beta\n    title \"CPU of a look (lower line HTTP, upper HTTPS)\"\n"
      "    x-axis \"checks, each every 5 s\" [10, 100, 1000, 5000]\n    y-axis \"µs\"\n%s```\n",
      lines.c_str());
}

}  // namespace
}  // namespace deepalive::bench

// Without arguments: everything. CHECKS PORT CA_FILE FOLDER kept|anew: one agent.
int main(int count, char** arguments) {
  using namespace deepalive::bench;
  if (count == 6) {
    std::puts(run_scaled_agent(std::strtoul(arguments[1], nullptr, 10),
                               static_cast<std::uint16_t>(std::strtoul(arguments[2], nullptr, 10)),
                               arguments[3], arguments[4], std::string(arguments[5]) == "kept")
                  .c_str());
    return EXIT_SUCCESS;
  }
  const Site site;
  compare(site);
  grow(site);
  return EXIT_SUCCESS;
}
