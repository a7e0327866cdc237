#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"
#include "service/windows/scm.h"
#include "tests/unit/service/pipe/running_server.h"

// The control manager of this machine (or of Wine) and a real service process.
namespace deepalive::service {
namespace {

using probes::ServicePhase;
using windows::Handle;

class ServiceLife : public testing::Test {
 protected:
  void SetUp() override { definition_.name = names_.get().pipe; }
  void TearDown() override {
    const auto gone = uninstall_service(*scm_, definition_.name);
    EXPECT_TRUE(gone) << gone.error().where;
  }

  void install(const std::string& settings) {
    const auto config = std::filesystem::path(names_.get().data_dir) / "test service.conf";
    std::ofstream(config) << "pipe=" << names_.get().pipe << "\n" << settings << "\n";
    wchar_t self[MAX_PATH];
    GetModuleFileNameW(nullptr, self, MAX_PATH);
    const auto program = std::filesystem::path(self).replace_filename("deepalive_test_service.exe");
    definition_.display_name = definition_.name;
    const auto command =
        service_command(windows::to_utf8(program.wstring()),
                        windows::to_utf8(std::filesystem::absolute(config).wstring()));
    ASSERT_TRUE(command) << command.error().where;
    definition_.command = *command;
    const auto report = install_service(*scm_, definition_);
    ASSERT_TRUE(report) << report.error().where;
  }

  const std::string& name() const { return definition_.name; }

  const UniqueNames names_;
  const std::unique_ptr<ScmApi> scm_ = make_scm_api();
  ServiceDefinition definition_;
};

TEST_F(ServiceLife, InstallsStartsAnswersStopsAndGoes) {
  install("");
  const auto described = describe_service(*scm_, name());
  ASSERT_TRUE(described) << described.error().where;
  EXPECT_EQ(described->status.phase, ServicePhase::stopped);
  EXPECT_EQ(described->start_type, "automatic");
  EXPECT_EQ(described->command, definition_.command);
  EXPECT_EQ(described->exit, "");

  const auto started = start_service(*scm_, name());
  ASSERT_TRUE(started) << started.error().where;
  EXPECT_EQ(started->phase, ServicePhase::running);
  EXPECT_NE(started->process_id, 0U);

  // Running is reported by a body that is up, but its pipe may still be on its way.
  const PipeAddress address{names_.get().control(), name()};
  const TimePoint end = soon();
  auto line = pipe_ask(address, "PING", kLong);
  while (!line && std::chrono::steady_clock::now() < end) line = pipe_ask(address, "PING", kLong);
  ASSERT_TRUE(line) << line.error().where;
  EXPECT_EQ(*line, "DONE pong");

  EXPECT_TRUE(start_service(*scm_, name())) << "a second start is no error";

  const auto stopped = stop_service(*scm_, name());
  ASSERT_TRUE(stopped) << stopped.error().where;
  EXPECT_EQ(stopped->phase, ServicePhase::stopped);
  EXPECT_EQ(stopped->win32_exit_code, 0U);
  EXPECT_FALSE(pipe_ask(address, "PING", kLong));

  const auto gone = uninstall_service(*scm_, name());
  ASSERT_TRUE(gone) << gone.error().where;
  EXPECT_TRUE(*gone);
  const auto missing = describe_service(*scm_, name());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().reason, Reason::service_missing) << missing.error().where;
}

TEST_F(ServiceLife, AnotherServerOfItsPipeIsNotTrustedWhileItRuns) {
  install("");
  ASSERT_TRUE(start_service(*scm_, name()));
  const UniqueNames others;
  RunningServer impostor(others.get());
  ASSERT_TRUE(impostor.ready());
  const auto line = pipe_ask({others.get().control(), name()}, "PING", kLong);
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().reason, Reason::agent_not_trusted) << line.error().where;

  ASSERT_TRUE(stop_service(*scm_, name()));
  EXPECT_TRUE(pipe_ask({others.get().control(), name()}, "PING", kLong))
      << "an agent in the foreground, while the service is stopped";
}

TEST_F(ServiceLife, AnInstalledServiceIsUpdated) {
  install("");
  const auto again = install_service(*scm_, definition_);
  ASSERT_TRUE(again) << again.error().where;
  EXPECT_TRUE(again->updated);
}

TEST_F(ServiceLife, ABodyThatRefusesToStartMakesTheStartFailWithItsExitCode) {
  install("refuse=78");
  const auto started = start_service(*scm_, name());
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().where.find("exit code 78"), std::string::npos) << started.error().where;
}

TEST_F(ServiceLife, ABodyThatThrowsIsAFailureToo) {
  install("throw=1");
  const auto started = start_service(*scm_, name());
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().where.find("exit code 70"), std::string::npos) << started.error().where;
}

TEST_F(ServiceLife, AnExitCodeIsReportedSoThatRecoveryFires) {
  install("exit=42");
  ASSERT_TRUE(start_service(*scm_, name()));
  const auto stopped = stop_service(*scm_, name());
  ASSERT_TRUE(stopped) << stopped.error().where;
  EXPECT_EQ(stopped->win32_exit_code, DWORD{ERROR_SERVICE_SPECIFIC_ERROR});
  EXPECT_EQ(stopped->specific_exit_code, 42U);
}

TEST_F(ServiceLife, WhileItStopsItSaysThatItIsStillAtIt) {
  const std::string event_name = "Global\\" + name();
  const Handle event(CreateEventW(nullptr, TRUE, FALSE, windows::to_wide(event_name).c_str()));
  ASSERT_TRUE(event);
  install("hold=" + event_name);
  ASSERT_TRUE(start_service(*scm_, name()));
  std::vector<std::uint32_t> checkpoints;
  const auto stopped = stop_service(*scm_, name(), [&](const ServiceStatus& status) {
    EXPECT_EQ(status.phase, ServicePhase::stop_pending);
    checkpoints.push_back(status.checkpoint);
    if (status.checkpoint >= 3) SetEvent(event.get());
  });
  ASSERT_TRUE(stopped) << stopped.error().where;
  EXPECT_EQ(stopped->phase, ServicePhase::stopped);
  ASSERT_GE(checkpoints.size(), 2U);
  EXPECT_TRUE(std::is_sorted(checkpoints.begin(), checkpoints.end()));
  EXPECT_GE(checkpoints.back(), 3U);
}

}  // namespace
}  // namespace deepalive::service
