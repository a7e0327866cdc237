#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "core/spec.h"
#include "probes/http/body_decoder.h"
#include "tests/integration/running_agent.h"
#include "tests/servers/fault_server.h"
#include "tests/servers/posix/blackbox_exporter.h"
#include "tests/servers/tls_identity.h"

// What the agent publishes, as promtool and blackbox_exporter have it.
namespace deepalive::agreement {
namespace {

using testing::FaultServer;
using ::testing::HasSubstr;
using testing::RunningAgent;

// Check kinds in the order of the enumeration; service, site and app_pool make themselves.
constexpr std::array kKinds = {
    CheckKind::service,        CheckKind::site,          CheckKind::app_pool,
    CheckKind::http,           CheckKind::tcp,           CheckKind::command,
    CheckKind::worker_process, CheckKind::request_queue, CheckKind::content_path,
    CheckKind::shared_config};

constexpr const char* kIis = R"(
sites: {Shop: {app_pools: [ShopPool], physical_path: .}}
app_pools: {ShopPool: {worker_processes: [4242]}}
)";

class PublishedMetrics : public ::testing::Test {
 protected:
  PublishedMetrics() {
    folder_.write("ca.pem", authority_.certificate());
    agent_ = std::make_unique<RunningAgent>(
        kIis,
        "defaults: {interval: 100ms, fast_interval: 20ms, timeout: 5s, fall: 1, rise: 1}\n"
        "roles:\n"
        "  shop:\n"
        "    placement: always\n"
        "    sites: [Shop]\n"
        "    checks:\n"
        "      - {name: front, http: {url: '" +
            plain_.url("/") +
            "'}}\n"
            "      - {name: secure, http: {url: '" +
            secure_.url("/") + "', tls: {ca_file: '" + (folder_.path() / "ca.pem").string() +
            "', server_name: localhost}}}\n"
            "      - {name: broken, http: {url: '" +
            plain_.url("/") +
            "', expect: {body_matches: 'not there'}}}\n"
            "      - {name: port, tcp: {address: '127.0.0.1:" +
            std::to_string(plain_.port()) +
            "'}}\n"
            "      - {name: program, command: {run: [/bin/true]}}\n"
            "      - {name: workers, worker_process: {app_pool: ShopPool}}\n"
            "      - {name: queue, request_queue: {app_pool: ShopPool, fail: 10}}\n"
            "      - {name: content, content_path: {}}\n"
            "      - {name: farm, shared_config: {}}\n");
  }

  // The body of the answer, which has to be 200.
  std::string get(const std::string& target) const {
    const std::string response = agent_->get(target);
    EXPECT_THAT(response, ::testing::StartsWith("HTTP/1.1 200")) << target;
    return response.substr(response.find("\r\n\r\n") + 4);
  }

  // When each check has been looked at.
  std::string metrics() const {
    const std::regex unseen("_observation_timestamp_seconds\\{[^}]*\\} 0\n");
    for (const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
         std::chrono::steady_clock::now() < deadline; std::this_thread::yield()) {
      const std::string text = get("/metrics");
      if (!std::regex_search(text, unseen)) return text;
    }
    ADD_FAILURE() << "some checks were never looked at";
    return get("/metrics");
  }

  // All that promtool has to say against it.
  std::string promtool(const std::string& text) const {
    const std::string file = (folder_.path() / "metrics").string();
    std::ofstream(file, std::ios::binary) << text;
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(
        ::popen(("promtool check metrics 2>&1 <" + file).c_str(), "r"), ::pclose);
    std::string said;
    std::array<char, 4096> piece{};
    while (std::fgets(piece.data(), piece.size(), pipe.get()) != nullptr) said += piece.data();
    return said;
  }

  testing::CertificateAuthority authority_;
  testing::TemporaryFolder folder_;
  FaultServer plain_{testing::answers(200)};
  FaultServer secure_{testing::answers(200), {.tls = authority_.issue()}};
  std::unique_ptr<RunningAgent> agent_;
};

TEST_F(PublishedMetrics, AreCleanToPromtoolForEveryKindOfCheck) {
  const std::string text = metrics();
  for (const CheckKind kind : kKinds) {
    EXPECT_THAT(text, HasSubstr(",kind=\"" + std::string(to_name(kind)) + "\"} "));
  }
  EXPECT_EQ(promtool(text), "");
}

TEST_F(PublishedMetrics, AreDoubtedByPromtoolWhenTheyAreNotClean) {
  EXPECT_THAT(promtool("# TYPE deepalive_x counter\ndeepalive_x 1\n"), HasSubstr("_total"));
}

TEST_F(PublishedMetrics, AreCompressedForPrometheus) {
  metrics();
  const std::string response = agent_->exchange(
      "GET /metrics HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: "
      "close\r\n\r\n");
  EXPECT_THAT(response, HasSubstr("\r\nContent-Encoding: gzip\r\n"));
  EXPECT_THAT(response, HasSubstr("\r\nVary: Accept-Encoding\r\n"));
  EXPECT_THAT(response,
              HasSubstr("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  probes::BodyDecoder decoder(probes::ContentCoding::gzip);
  std::string text;
  decoder.put(response.substr(response.find("\r\n\r\n") + 4), text, std::size_t{1} << 24);
  EXPECT_TRUE(decoder.is_complete()) << decoder.problem();
  EXPECT_EQ(promtool(text), "");
}

TEST_F(PublishedMetrics, OfOneCheckAreCleanToPromtoolAndNamedAsBlackboxExporterNamesThem) {
  metrics();
  const testing::BlackboxExporter exporter(
      "modules:\n"
      "  plain: {prober: http}\n"
      "  secure: {prober: http, http: {tls_config: {ca_file: '" +
      (folder_.path() / "ca.pem").string() + "', server_name: localhost}}}\n");
  for (const auto& [check, module, url] :
       {std::array<std::string, 3>{"front", "plain", plain_.url("/")},
        {"secure", "secure", secure_.url("/")}}) {
    const std::string ours = get("/probe?target=shop%2F" + check + "&module=http_2xx");
    EXPECT_EQ(promtool(ours), "");
    auto theirs = exporter.probe(module, url);
    theirs["probe_http_duration_seconds"] = 0;  // has labels, which are left out there
    EXPECT_EQ(theirs["probe_success"], 1) << check;
    const std::regex name("# TYPE (probe_\\w+) ");
    for (std::sregex_iterator match(ours.begin(), ours.end(), name), end; match != end; ++match) {
      EXPECT_TRUE(theirs.contains((*match)[1].str())) << check << ": " << (*match)[1];
    }
    for (const char* same : {"probe_success", "probe_http_status_code", "probe_http_redirects",
                             "probe_http_ssl", "probe_http_uncompressed_body_length"}) {
      EXPECT_THAT("\n" + ours, HasSubstr("\n" + std::string(same) + " " +
                                         std::to_string(static_cast<int>(theirs[same])) + "\n"));
    }
  }
}

TEST_F(PublishedMetrics, OfEveryCheckAreCleanToPromtool) {
  metrics();
  for (const char* check : {"broken", "port", "program", "workers", "queue", "content", "farm",
                            "service-W3SVC", "site-Shop", "pools"}) {
    EXPECT_EQ(promtool(get("/probe?target=" + std::string(check))), "") << check;
  }
  EXPECT_THAT(get("/probe?target=broken"), HasSubstr("\nprobe_failed_due_to_regex 1\n"));
}

}  // namespace
}  // namespace deepalive::agreement
