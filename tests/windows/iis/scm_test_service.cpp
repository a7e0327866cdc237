#include "tests/windows/iis/scm_test_service.h"

#include <gtest/gtest.h>

#include <atomic>

#include "probes/windows/utf8.h"

namespace deepalive::probes {

ScmTestService::ScmTestService(DWORD start_type) {
  static std::atomic<int> counter{0};
  name_ =
      "DeepAliveTest-" + std::to_string(GetCurrentProcessId()) + "-" + std::to_string(++counter);
  manager_ = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CREATE_SERVICE);
  const std::wstring name = windows::to_wide(name_);
  service_ = CreateServiceW(manager_, name.c_str(), name.c_str(), DELETE, SERVICE_WIN32_OWN_PROCESS,
                            start_type, SERVICE_ERROR_NORMAL, L"C:\\DeepAlive\\no-such-program.exe",
                            nullptr, nullptr, nullptr, nullptr, nullptr);
  EXPECT_NE(service_, nullptr) << GetLastError();
}

ScmTestService::~ScmTestService() {
  DeleteService(service_);
  CloseServiceHandle(service_);
  CloseServiceHandle(manager_);
}

}  // namespace deepalive::probes
