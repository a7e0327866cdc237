#include "tests/standins/w3svc/service_face.h"

#include <winsock2.h>

#include <cstdio>
#include <memory>

#include "tests/standins/w3svc/http_face.h"
#include "tests/standins/world/world_actions.h"

namespace deepalive::standins {
namespace {

// One service per process; the SCM's callbacks carry no argument that could hold this.
struct Running {
  Service service = Service::w3svc;
  SERVICE_STATUS_HANDLE handle = nullptr;
  HANDLE stop = nullptr;
  DWORD state = SERVICE_STOPPED;
  DWORD checkpoint = 0;
};
Running running;

void report(DWORD state, DWORD exit_code = NO_ERROR) {
  const bool pending = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;
  SERVICE_STATUS status{};
  status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  status.dwCurrentState = state;
  status.dwWin32ExitCode = exit_code;
  status.dwControlsAccepted =
      state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN : 0;
  status.dwCheckPoint = pending ? ++running.checkpoint : 0;
  status.dwWaitHint = pending ? 5000 : 0;
  running.state = state;
  SetServiceStatus(running.handle, &status);
}

// Only marks the stop; the work is done by the service's own thread.
DWORD WINAPI on_control(DWORD control, DWORD, LPVOID, LPVOID) {
  switch (control) {
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_SHUTDOWN:
      report(SERVICE_STOP_PENDING);
      SetEvent(running.stop);
      return NO_ERROR;
    case SERVICE_CONTROL_INTERROGATE:
      return NO_ERROR;
    default:
      return ERROR_CALL_NOT_IMPLEMENTED;
  }
}

void live() {
  const auto world = World::current();
  service_changed(*world, running.service, true, GetCurrentProcessId());
  HttpFace http(world);
  if (running.service == Service::w3svc) {
    report(SERVICE_START_PENDING);
    http.start();
  }
  report(SERVICE_RUNNING);
  WaitForSingleObject(running.stop, INFINITE);
  http.stop();
  service_changed(*world, running.service, false, 0);
}

void WINAPI service_main(DWORD, LPWSTR*) {
  running.handle =
      RegisterServiceCtrlHandlerExW(service_name(running.service), on_control, nullptr);
  if (running.handle == nullptr) return;
  report(SERVICE_START_PENDING);
  try {
    live();
    report(SERVICE_STOPPED);
  } catch (const WorldError&) {
    report(SERVICE_STOPPED, ERROR_FILE_NOT_FOUND);
  }
}

}  // namespace

const wchar_t* service_name(Service service) {
  return service == Service::w3svc ? L"W3SVC" : L"WAS";
}

int run_service(Service service) {
  running.service = service;
  running.stop = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  SERVICE_TABLE_ENTRYW table[] = {{const_cast<LPWSTR>(service_name(service)), service_main},
                                  {nullptr, nullptr}};
  if (StartServiceCtrlDispatcherW(table)) return 0;
  std::fprintf(stderr,
               "standin_w3svc is started by the SCM; install it with standin_ctl register\n");
  return 1;
}

}  // namespace deepalive::standins
