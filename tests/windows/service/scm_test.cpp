#include "service/windows/scm.h"

#include <gtest/gtest.h>

#include "tests/windows/service/fake_scm.h"

namespace deepalive::service {
namespace {

using probes::ServicePhase;
using std::chrono::seconds;

const std::string kName(kServiceName);

ServiceDefinition definition() {
  return {.command = *service_command(R"(C:\Program Files\DeepAlive\deepalive.exe)",
                                      R"(C:\ProgramData\DeepAlive\deepalive.yaml)")};
}

void expect_contains(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(ServiceCommand, QuotesBothPaths) {
  EXPECT_EQ(definition().command,
            R"("C:\Program Files\DeepAlive\deepalive.exe" run --service --config )"
            R"("C:\ProgramData\DeepAlive\deepalive.yaml")");
}

TEST(ServiceCommand, RefusesPathsThatDependOnTheFolderOrBreakTheQuotes) {
  EXPECT_FALSE(service_command(R"(C:\deepalive.exe)", "deepalive.yaml"));
  EXPECT_FALSE(service_command(R"(C:\deepalive.exe)", R"(\deepalive.yaml)"));
  EXPECT_FALSE(service_command(R"(C:\deepalive.exe)", R"(C:\a" --config "b.yaml)"));
}

TEST(ServiceInstallation, MakesAServiceThatIsRestartedWhenItFails) {
  FakeScm scm;
  const auto report = install_service(scm, definition());
  ASSERT_TRUE(report) << report.error().where;
  EXPECT_FALSE(report->updated);
  EXPECT_TRUE(report->warnings.empty());
  const auto& kept = scm.services.at(kName);
  EXPECT_EQ(kept.registration.display_name, "DeepAlive health agent");
  EXPECT_EQ(kept.registration.command, definition().command);
  EXPECT_EQ(kept.start_type, DWORD{SERVICE_AUTO_START});
  EXPECT_FALSE(kept.delayed);
  EXPECT_EQ(kept.description, definition().description);
  EXPECT_TRUE(kept.failure_on_exit_code);
  EXPECT_EQ(kept.sid_type, DWORD{SERVICE_SID_TYPE_UNRESTRICTED});
  EXPECT_EQ(kept.privileges,
            (std::vector<std::string>{"SeChangeNotifyPrivilege", "SeImpersonatePrivilege"}));
  ASSERT_EQ(kept.actions.size(), 3U);
  for (const SC_ACTION& action : kept.actions) EXPECT_EQ(action.Type, SC_ACTION_RESTART);
  EXPECT_EQ(kept.actions[0].Delay, 5'000U);
  EXPECT_EQ(kept.actions[1].Delay, 5'000U);
  EXPECT_EQ(kept.actions[2].Delay, 30'000U);
  EXPECT_EQ(kept.reset_period, 3600U);
}

TEST(ServiceInstallation, BringsAnOlderInstallationUpToDate) {
  FakeScm scm;
  scm.services[kName] = {
      .registration = {kName, "old", "old.exe"}, .start_type = SERVICE_DISABLED, .delayed = true};
  const auto report = install_service(scm, definition());
  ASSERT_TRUE(report) << report.error().where;
  EXPECT_TRUE(report->updated);
  const auto& kept = scm.services.at(kName);
  EXPECT_EQ(kept.registration.command, definition().command);
  EXPECT_EQ(kept.start_type, DWORD{SERVICE_AUTO_START});
  EXPECT_FALSE(kept.delayed);
  EXPECT_EQ(kept.actions.size(), 3U);
}

TEST(ServiceInstallation, AnInstallerLeavesHowItStarts) {
  FakeScm scm;
  scm.services[kName] = {
      .registration = {kName, "old", "old.exe"}, .start_type = SERVICE_DISABLED, .delayed = true};
  auto wanted = definition();
  wanted.keep_start_type = true;
  ASSERT_TRUE(install_service(scm, wanted));
  const auto& kept = scm.services.at(kName);
  EXPECT_EQ(kept.registration.command, definition().command);
  EXPECT_EQ(kept.start_type, DWORD{SERVICE_DISABLED});
  EXPECT_TRUE(kept.delayed);
  EXPECT_EQ(kept.actions.size(), 3U);
}

TEST(ServiceInstallation, WhatTheSystemDoesNotKeepIsAWarningEach) {
  FakeScm scm;
  scm.refuse_level = {{SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, ERROR_INVALID_LEVEL},
                      {SERVICE_CONFIG_SERVICE_SID_INFO, ERROR_INVALID_LEVEL}};
  const auto report = install_service(scm, definition());
  ASSERT_TRUE(report) << report.error().where;
  ASSERT_EQ(report->warnings.size(), 2U);
  expect_contains(report->warnings[0], "an exit code is a failure (Win32 error 124)");
  EXPECT_EQ(scm.services.at(kName).actions.size(), 3U) << "the others are set all the same";
}

TEST(ServiceInstallation, AnyOtherRefusalIsAnErrorThatNamesTheSetting) {
  FakeScm scm;
  scm.refuse_level = {{SERVICE_CONFIG_FAILURE_ACTIONS, ERROR_ACCESS_DENIED}};
  const auto report = install_service(scm, definition());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ERROR_ACCESS_DENIED);
  expect_contains(report.error().where, "the restart after a failure");
}

TEST(ServiceInstallation, WithoutRightsSaysWhatToDo) {
  FakeScm scm;
  scm.refuse_all = ERROR_ACCESS_DENIED;
  const auto report = install_service(scm, definition());
  ASSERT_FALSE(report);
  expect_contains(report.error().where, "Win32 error 5");
  expect_contains(report.error().where, "run this as administrator");
}

TEST(ServiceStart, ReturnsWhenTheServiceRuns) {
  FakeScm scm;
  ASSERT_TRUE(install_service(scm, definition()));
  scm.on_start = [](FakeScm::Kept& service) {
    service.status.dwCurrentState = SERVICE_START_PENDING;
    service.status.dwWaitHint = 3'000;
    return DWORD{ERROR_SUCCESS};
  };
  scm.on_pause = [&scm] {
    auto& status = scm.services.at(kName).status;
    if (++status.dwCheckPoint == 20) status.dwCurrentState = SERVICE_RUNNING;
  };
  int told = 0;
  const auto status = start_service(scm, kName, [&](const ServiceStatus& seen) {
    EXPECT_EQ(seen.phase, ServicePhase::start_pending);
    ++told;
  });
  ASSERT_TRUE(status) << status.error().where;
  EXPECT_EQ(status->phase, ServicePhase::running);
  EXPECT_EQ(told, 5) << "20 pauses of a tenth of the hint, told once a second at most";
}

TEST(ServiceStart, ARunningOneIsLeftAlone) {
  FakeScm scm;
  ASSERT_TRUE(install_service(scm, definition()));
  ASSERT_TRUE(start_service(scm, kName));
  EXPECT_TRUE(start_service(scm, kName));
}

TEST(ServiceStart, OneThatEndsInsteadTellsItsExitCode) {
  FakeScm scm;
  ASSERT_TRUE(install_service(scm, definition()));
  scm.on_start = [](FakeScm::Kept& service) {
    service.status.dwWin32ExitCode = ERROR_SERVICE_SPECIFIC_ERROR;
    service.status.dwServiceSpecificExitCode = 78;
    return DWORD{ERROR_SUCCESS};
  };
  const auto status = start_service(scm, kName);
  ASSERT_FALSE(status);
  expect_contains(status.error().where, "exit code 78");
  expect_contains(status.error().where, "config check");
}

TEST(ServiceStart, OneThatMakesNoProgressIsGivenUp) {
  FakeScm scm;
  ASSERT_TRUE(install_service(scm, definition()));
  scm.on_start = [](FakeScm::Kept& service) {
    service.status.dwCurrentState = SERVICE_START_PENDING;
    service.status.dwWaitHint = 2'000;
    return DWORD{ERROR_SUCCESS};
  };
  const TimePoint begin = scm.now();
  const auto status = start_service(scm, kName);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ERROR_SERVICE_REQUEST_TIMEOUT);
  expect_contains(status.error().where, "start_pending");
  EXPECT_LE(scm.now() - begin, seconds(11));
}

TEST(ServiceStart, ProgressWithoutEndIsGivenUpToo) {
  FakeScm scm;
  ASSERT_TRUE(install_service(scm, definition()));
  scm.on_start = [](FakeScm::Kept& service) {
    service.status.dwCurrentState = SERVICE_START_PENDING;
    return DWORD{ERROR_SUCCESS};
  };
  scm.on_pause = [&scm] { ++scm.services.at(kName).status.dwCheckPoint; };
  const TimePoint begin = scm.now();
  EXPECT_FALSE(start_service(scm, kName));
  EXPECT_GE(scm.now() - begin, seconds(120));
  EXPECT_LE(scm.now() - begin, seconds(122));
}

TEST(ServiceStart, OneThatIsNotInstalledIsMissingNotDown) {
  FakeScm scm;
  const auto status = start_service(scm, kName);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().reason, Reason::service_missing);
  expect_contains(status.error().where, "deepalive service install");
}

TEST(ServiceStop, OneThatHasStoppedIsLeftAlone) {
  FakeScm scm;
  ASSERT_TRUE(install_service(scm, definition()));
  const auto status = stop_service(scm, kName);
  ASSERT_TRUE(status) << status.error().where;
  EXPECT_EQ(status->phase, ServicePhase::stopped);
}

TEST(ServiceStop, WaitsUntilItHasStopped) {
  FakeScm scm;
  ASSERT_TRUE(install_service(scm, definition()));
  ASSERT_TRUE(start_service(scm, kName));
  scm.on_stop = [](FakeScm::Kept& service) {
    service.status.dwCurrentState = SERVICE_STOP_PENDING;
    return DWORD{ERROR_SUCCESS};
  };
  scm.on_pause = [&scm] {
    if (scm.pauses.size() == 5) scm.services.at(kName).status.dwCurrentState = SERVICE_STOPPED;
  };
  const auto status = stop_service(scm, kName);
  ASSERT_TRUE(status) << status.error().where;
  EXPECT_EQ(status->phase, ServicePhase::stopped);
}

TEST(ServiceRemoval, StopsItFirstAndIsIdempotent) {
  FakeScm scm;
  ASSERT_TRUE(install_service(scm, definition()));
  ASSERT_TRUE(start_service(scm, kName));
  bool stopped = false;
  scm.on_stop = [&](FakeScm::Kept& service) {
    stopped = true;
    service.status.dwCurrentState = SERVICE_STOPPED;
    return DWORD{ERROR_SUCCESS};
  };
  const auto first = uninstall_service(scm, kName);
  ASSERT_TRUE(first) << first.error().where;
  EXPECT_TRUE(*first);
  EXPECT_TRUE(stopped);
  EXPECT_TRUE(scm.services.empty());
  const auto second = uninstall_service(scm, kName);
  ASSERT_TRUE(second) << second.error().where;
  EXPECT_FALSE(*second);
}

TEST(ServiceRemoval, OneThatDoesNotStopStays) {
  FakeScm scm;
  ASSERT_TRUE(install_service(scm, definition()));
  ASSERT_TRUE(start_service(scm, kName));
  scm.on_stop = [](FakeScm::Kept&) { return DWORD{ERROR_ACCESS_DENIED}; };
  const auto gone = uninstall_service(scm, kName);
  ASSERT_FALSE(gone);
  expect_contains(gone.error().where, "cannot be stopped");
  EXPECT_EQ(scm.services.size(), 1U);
}

TEST(ServiceDescribed, SaysHowItIsStartedAndHowItEnded) {
  FakeScm scm;
  ASSERT_TRUE(install_service(scm, definition()));
  auto& kept = scm.services.at(kName);
  kept.status.dwWin32ExitCode = ERROR_SERVICE_SPECIFIC_ERROR;
  kept.status.dwServiceSpecificExitCode = 70;
  const auto described = describe_service(scm, kName);
  ASSERT_TRUE(described) << described.error().where;
  EXPECT_EQ(described->command, definition().command);
  EXPECT_EQ(described->start_type, "automatic");
  EXPECT_EQ(described->exit, "it ended with exit code 70");
}

}  // namespace
}  // namespace deepalive::service
