#include <winsock2.h>

#include <ws2tcpip.h>

#include <chrono>
#include <memory>

#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

struct CloseService {
  void operator()(SC_HANDLE handle) const { CloseServiceHandle(handle); }
};
using ServiceHandle = std::unique_ptr<std::remove_pointer_t<SC_HANDLE>, CloseService>;

bool connects(std::uint32_t port) {
  const SOCKET socket = ::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<u_short>(port));
  const bool connected =
      connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  closesocket(socket);
  return connected;
}

// The names W3SVC and WAS belong to the whole prefix: these tests run alone.
class TheRealServices : public StandinWorld {
 protected:
  TheRealServices() {
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
    seed("sites: {Shop: {id: 1, app_pools: [P]}}\napp_pools: {P: {}}\n");
    ctl(L"--world \"" + path_ + L"\" register");
    // From here on the world is found as the services find it.
    SetEnvironmentVariableW(World::kVariable, nullptr);
  }

  ~TheRealServices() override {
    ctl(L"unregister");
    WSACleanup();
  }

  void ctl(const std::wstring& words) {
    const Finished done = run_standin(L"standin_ctl.exe", words);
    EXPECT_EQ(done.exit_code, 0U) << done.output;
  }

  static SERVICE_STATUS_PROCESS status(const wchar_t* name) {
    const ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
    const ServiceHandle service(OpenServiceW(manager.get(), name, SERVICE_QUERY_STATUS));
    SERVICE_STATUS_PROCESS status{};
    DWORD needed = 0;
    EXPECT_TRUE(QueryServiceStatusEx(service.get(), SC_STATUS_PROCESS_INFO,
                                     reinterpret_cast<BYTE*>(&status), sizeof(status), &needed));
    return status;
  }

  std::uint32_t port() {
    return world_->read([](const WorldState& s) { return s.sites[0].port; });
  }
};

TEST_F(TheRealServices, RunAfterRegistrationAndServeTheSites) {
  EXPECT_EQ(status(L"W3SVC").dwCurrentState, static_cast<DWORD>(SERVICE_RUNNING));
  EXPECT_EQ(status(L"WAS").dwCurrentState, static_cast<DWORD>(SERVICE_RUNNING));
  EXPECT_EQ(world_->read([](const WorldState& s) { return s.services[0].process_id; }),
            status(L"W3SVC").dwProcessId);
  EXPECT_TRUE(connects(port()));
}

TEST_F(TheRealServices, RefuseConnectionsWhenStoppedAndServeAgainOnTheSamePort) {
  const std::uint32_t before = port();
  ctl(L"service W3SVC stop");
  EXPECT_EQ(status(L"W3SVC").dwCurrentState, static_cast<DWORD>(SERVICE_STOPPED));
  EXPECT_EQ(status(L"W3SVC").dwWin32ExitCode, static_cast<DWORD>(NO_ERROR));
  EXPECT_FALSE(connects(before));
  EXPECT_EQ(world_->read([](const WorldState& s) { return s.services[0].running; }), 0U);
  ctl(L"service W3SVC start");
  EXPECT_EQ(port(), before);
  EXPECT_TRUE(connects(before));
}

TEST_F(TheRealServices, AStopCommandComesBackWhenConnectionsAreRefused) {
  ctl(L"site Shop stop");
  EXPECT_FALSE(connects(port()));
  ctl(L"site Shop start");
  EXPECT_TRUE(connects(port()));
}

TEST_F(TheRealServices, AnUnknownControlIsRefusedAndAnInterrogationAnswered) {
  const ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  const ServiceHandle service(OpenServiceW(manager.get(), L"W3SVC", SERVICE_ALL_ACCESS));
  SERVICE_STATUS answer{};
  EXPECT_TRUE(ControlService(service.get(), SERVICE_CONTROL_INTERROGATE, &answer));
  EXPECT_EQ(answer.dwCurrentState, static_cast<DWORD>(SERVICE_RUNNING));
  EXPECT_FALSE(ControlService(service.get(), SERVICE_CONTROL_PAUSE, &answer));
}

}  // namespace
}  // namespace deepalive::standins::test
