#include "service/http/security/web_policy_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>

#include "tests/servers/temporary_folder.h"
#include "tests/servers/tls_identity.h"

#ifndef _WIN32
#include <sys/stat.h>
#endif

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr const char* kTls = "tls_server_config: {cert_file: server.crt, key_file: server.key}\n";

class Watch : public ::testing::Test {
 protected:
  void write_identity() {
    const testing::TlsIdentity server = authority_.issue();
    folder_.write("server.crt", server.certificate);
    folder_.write("server.key", server.key);
  }
  bool wait_until(const std::function<bool()>& is_so) {
    std::unique_lock lock(mutex_);
    return told_.wait_for(lock, 20s, is_so);
  }

  testing::CertificateAuthority authority_;
  testing::TemporaryFolder folder_;
  std::mutex mutex_;
  std::condition_variable told_;
  int taken_ = 0;
  int refused_ = 0;
  std::string problems_;
  WebPolicyWatch watch_{folder_.path() / "web.yml",
                        {.refused =
                             [this](const std::string& problems) {
                               const std::lock_guard lock(mutex_);
                               ++refused_;
                               problems_ = problems;
                               told_.notify_all();
                             },
                         .taken =
                             [this](const std::string&) {
                               const std::lock_guard lock(mutex_);
                               ++taken_;
                               told_.notify_all();
                             }},
                        5ms};
};

TEST_F(Watch, TakesARenewedCertificate) {
  write_identity();
  folder_.write("web.yml", kTls);
  watch_.start();
  const auto first = watch_.current();
  ASSERT_TRUE(first && first->tls);
  write_identity();
  // Certificate and key may be seen apart from each other, which is refused first.
  ASSERT_TRUE(wait_until([this] { return taken_ == 2; }));
  EXPECT_NE(watch_.current()->tls, first->tls);
}

TEST_F(Watch, KeepsWhatWasGoodAndTellsOfABadFileOnce) {
  write_identity();
  folder_.write("web.yml", kTls);
  watch_.start();
  const auto first = watch_.current();
  folder_.write("web.yml", "tls_server_conf: {}\n");
  ASSERT_TRUE(wait_until([this] { return refused_ == 1; }));
  EXPECT_THAT(problems_, HasSubstr("unknown key; did you mean 'tls_server_config'?"));
  EXPECT_EQ(watch_.current(), first);
  folder_.write("web.yml", "rate_limit: {interval: 1s, burst: 5}\n");
  ASSERT_TRUE(wait_until([this] { return taken_ == 2; }));
  EXPECT_EQ(refused_, 1);
  EXPECT_FALSE(watch_.current()->tls);
}

TEST_F(Watch, DoesNotOpenToAllWhenTheFileIsFoundEmpty) {
  write_identity();
  folder_.write("web.yml", kTls);
  watch_.start();
  folder_.write("web.yml", "");
  ASSERT_TRUE(wait_until([this] { return refused_ == 1; }));
  EXPECT_THAT(problems_, HasSubstr("is empty; write {}"));
  EXPECT_TRUE(watch_.current()->tls);
}

TEST_F(Watch, HasNothingUntilAFileIsGoodAndThenTakesIt) {
  watch_.start();
  EXPECT_EQ(watch_.current(), nullptr);
  EXPECT_THAT(problems_, HasSubstr("does not exist"));
  folder_.write("web.yml", "{}\n");
  ASSERT_TRUE(wait_until([this] { return taken_ == 1; }));
  EXPECT_NE(watch_.current(), nullptr);
}

TEST_F(Watch, SeesAChangeHoweverFarBehind) {
  const std::string before =
      "#" + std::string(200'000, ' ') + "\nrate_limit: {interval: 1s, burst: ";
  folder_.write("web.yml", before + "5}\n");
  watch_.start();
  ASSERT_NE(watch_.current(), nullptr);
  folder_.write("web.yml", before + "6}\n");
  ASSERT_TRUE(wait_until([this] { return taken_ == 2; }));
}

#ifndef _WIN32
// Opening it would block until somebody writes.
TEST_F(Watch, IsNotHeldUpByANamedPipeInTheFilesPlace) {
  ASSERT_EQ(mkfifo((folder_.path() / "web.yml").c_str(), 0600), 0);
  watch_.start();
  EXPECT_EQ(watch_.current(), nullptr);
  EXPECT_THAT(problems_, HasSubstr("is not a regular file"));
  folder_.write("web.yml", "{}\n");
  ASSERT_TRUE(wait_until([this] { return taken_ == 1; }));
}
#endif

TEST_F(Watch, WaitsForAFileThatItNames) {
  write_identity();
  std::filesystem::remove(folder_.path() / "server.key");
  folder_.write("web.yml", kTls);
  watch_.start();
  EXPECT_EQ(watch_.current(), nullptr);
  write_identity();
  ASSERT_TRUE(wait_until([this] { return taken_ == 1; }));
  EXPECT_TRUE(watch_.current()->tls);
}

}  // namespace
}  // namespace deepalive::service
