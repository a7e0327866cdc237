#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "service/commands/exit_codes.h"
#include "tests/servers/fault_server.h"
#include "tests/servers/temporary_folder.h"
#include "tests/servers/typed.h"

// `deepalive probe`, as somebody types it: no agent runs.
namespace deepalive::testing {
namespace {

using service::kBadCommandLine;
using service::kBadConfiguration;
using service::kOk;
using service::kUnhealthy;
using service::kUnknown;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ProbeCommand : public ::testing::Test {
 protected:
  ProbeCommand() {
    iis("services: {W3SVC: running, WAS: running}\n"
        "sites: {Shop: {app_pools: [ShopPool], physical_path: content}}\n"
        "app_pools: {ShopPool: {state: stopped, worker_processes: [4242]}}\n");
    const std::string front = "front, http: {url: '" + server_.url("/health") + "'}";
    folder_.write("deepalive.yaml",
                  "iis: {provider: simulated, simulated_file: iis.yaml, timeout: 10s}\n"
                  "defaults: {timeout: 10s}\n"
                  "roles:\n"
                  "  shop:\n"
                  "    sites: [Shop]\n"
                  "    checks:\n"
                  "      - {name: " +
                      front +
                      "}\n"
                      "      - {name: workers, worker_process: {app_pool: ShopPool}}\n"
                      "      - {name: content, content_path: {}}\n"
                      "  blog:\n"
                      "    sites: [Blog]\n"
                      "    checks:\n"
                      "      - {name: " +
                      front +
                      "}\n"
                      "      - {name: api, http: {url: '" +
                      server_.url("/api") + "'}}\n");
  }

  void iis(const std::string& content) const { folder_.write("iis.yaml", content); }

  Typed probe(const std::string& check, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> line{"probe", check, "--config",
                                  (folder_.path() / "deepalive.yaml").string()};
    line.insert(line.end(), more.begin(), more.end());
    return type(std::move(line));
  }

  FaultServer server_{answers(200, "all well")};
  TemporaryFolder folder_;
};

TEST_F(ProbeCommand, ShowsWhatAnHttpCheckSees) {
  const Typed result = probe("shop/front");
  EXPECT_EQ(result.code, kOk) << result.err;
  EXPECT_THAT(result.out, StartsWith("shop/front (http): pass after "));
  EXPECT_THAT(result.out, HasSubstr("connected to 127.0.0.1:"));
  EXPECT_THAT(result.out, HasSubstr("  HTTP/1.1 200 Whatever\n"));
  EXPECT_THAT(result.out, HasSubstr("  all well\n"));
}

TEST_F(ProbeCommand, EndsWith2OnAFailAndTellsProgramsWhy) {
  server_.behave(answers(500, "boom"));
  const Typed result = probe("api", {"--json"});
  EXPECT_EQ(result.code, kUnhealthy) << result.err;
  const auto report = boost::json::parse(result.out).as_object();
  EXPECT_EQ(report.at("role").as_string(), "blog");
  EXPECT_EQ(report.at("reason").as_string(), "status_unexpected");
  EXPECT_EQ(report.at("http").at("status").to_number<int>(), 500);
}

TEST_F(ProbeCommand, LooksAtTheChecksThatARoleMakesByItself) {
  EXPECT_EQ(probe("shop/service-W3SVC").code, kOk);
  iis("services: {W3SVC: running, WAS: stopped}\n");
  const Typed stopped = probe("shop/service-WAS");
  EXPECT_EQ(stopped.code, kUnhealthy);
  EXPECT_THAT(stopped.out, HasSubstr("service_not_running"));
}

TEST_F(ProbeCommand, LooksAtWhatIisSays) {
  const Typed pools = probe("shop/pools");
  EXPECT_EQ(pools.code, kUnhealthy) << pools.out << pools.err;
  EXPECT_THAT(pools.out, HasSubstr("app_pool_not_started"));
  const Typed workers = probe("workers");
  EXPECT_NE(workers.code, kBadCommandLine) << workers.err;
  EXPECT_THAT(workers.out, StartsWith("shop/workers (worker_process): "));
}

TEST_F(ProbeCommand, LooksAtTheFoldersThatIisNames) {
  EXPECT_EQ(probe("content").code, kUnhealthy);
  std::filesystem::create_directory(folder_.path() / "content");
  const Typed result = probe("content");
  EXPECT_EQ(result.code, kOk) << result.out;
}

TEST_F(ProbeCommand, SaysThatItCouldNotLook) {
  iis("faults: {error: '0x80070005'}\n");
  const Typed result = probe("shop/pools");
  EXPECT_EQ(result.code, kUnknown);
  EXPECT_THAT(result.out, HasSubstr("indeterminate, iis_access_denied"));
}

TEST_F(ProbeCommand, AsksWhichOneIsMeant) {
  const Typed result = probe("front");
  EXPECT_EQ(result.code, kBadCommandLine);
  EXPECT_THAT(result.err, HasSubstr("shop/front blog/front"));
}

TEST_F(ProbeCommand, NamesTheCheckThatWasMeant) {
  const Typed result = probe("shop/frotn");
  EXPECT_EQ(result.code, kBadCommandLine);
  EXPECT_THAT(result.err, HasSubstr("did you mean 'shop/front'?"));
}

TEST_F(ProbeCommand, RefusesABrokenConfiguration) {
  folder_.write("deepalive.yaml", "roles: {shop: {stites: [Shop]}}\n");
  const Typed result = probe("front");
  EXPECT_EQ(result.code, kBadConfiguration);
  EXPECT_THAT(result.err, HasSubstr("stites"));
}

}  // namespace
}  // namespace deepalive::testing
