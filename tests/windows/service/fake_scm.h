#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "probes/windows/utf8.h"
#include "service/windows/scm_api.h"

namespace deepalive::service {

inline SERVICE_STATUS_PROCESS never_started() {
  SERVICE_STATUS_PROCESS status{};
  status.dwCurrentState = SERVICE_STOPPED;
  status.dwWin32ExitCode = ERROR_SERVICE_NEVER_STARTED;
  return status;
}

// A control manager that keeps all that it is told, and whose clock moves only while somebody
// waits.
class FakeScm final : public ScmApi {
 public:
  struct Kept {
    ServiceRegistration registration{};
    SERVICE_STATUS_PROCESS status = never_started();
    DWORD start_type = SERVICE_AUTO_START;
    std::string description{};
    std::vector<SC_ACTION> actions{};
    DWORD reset_period = 0;
    bool failure_on_exit_code = false;
    bool delayed = false;
    DWORD sid_type = SERVICE_SID_TYPE_NONE;
    std::vector<std::string> privileges{};
  };

  std::map<std::string, Kept> services;
  DWORD refuse_all = ERROR_SUCCESS;     // every call fails with this
  std::map<DWORD, DWORD> refuse_level;  // ChangeServiceConfig2's, by level
  std::function<DWORD(Kept&)> on_start = [](Kept& service) {
    service.status.dwCurrentState = SERVICE_RUNNING;
    service.status.dwProcessId = 4242;
    return DWORD{ERROR_SUCCESS};
  };
  std::function<DWORD(Kept&)> on_stop = [](Kept& service) {
    service.status = {};
    service.status.dwCurrentState = SERVICE_STOPPED;
    return DWORD{ERROR_SUCCESS};
  };
  std::function<void()> on_pause = [] {};  // after the clock has moved
  std::vector<Duration> pauses;

  DWORD create(const ServiceRegistration& registration) override {
    if (refuse_all) return refuse_all;
    if (services.contains(registration.name)) return ERROR_SERVICE_EXISTS;
    services[registration.name].registration = registration;
    return ERROR_SUCCESS;
  }

  DWORD change(const ServiceRegistration& registration) override {
    Kept* const service = find(registration.name);
    if (!service) return missing();
    service->registration = registration;
    if (!registration.keep_start_type) service->start_type = SERVICE_AUTO_START;
    return ERROR_SUCCESS;
  }

  DWORD configure(const std::string& name, DWORD level, void* info) override {
    Kept* const service = find(name);
    if (!service) return missing();
    if (const auto refused = refuse_level.find(level); refused != refuse_level.end()) {
      return refused->second;
    }
    switch (level) {
      case SERVICE_CONFIG_DESCRIPTION:
        service->description =
            windows::to_utf8(static_cast<SERVICE_DESCRIPTIONW*>(info)->lpDescription);
        return ERROR_SUCCESS;
      case SERVICE_CONFIG_FAILURE_ACTIONS: {
        const auto& given = *static_cast<SERVICE_FAILURE_ACTIONSW*>(info);
        service->actions.assign(given.lpsaActions, given.lpsaActions + given.cActions);
        service->reset_period = given.dwResetPeriod;
        return ERROR_SUCCESS;
      }
      case SERVICE_CONFIG_FAILURE_ACTIONS_FLAG:
        service->failure_on_exit_code =
            static_cast<SERVICE_FAILURE_ACTIONS_FLAG*>(info)->fFailureActionsOnNonCrashFailures;
        return ERROR_SUCCESS;
      case SERVICE_CONFIG_DELAYED_AUTO_START_INFO:
        service->delayed = static_cast<SERVICE_DELAYED_AUTO_START_INFO*>(info)->fDelayedAutostart;
        return ERROR_SUCCESS;
      case SERVICE_CONFIG_SERVICE_SID_INFO:
        service->sid_type = static_cast<SERVICE_SID_INFO*>(info)->dwServiceSidType;
        return ERROR_SUCCESS;
      case SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO:
        service->privileges.clear();
        for (const wchar_t* next =
                 static_cast<SERVICE_REQUIRED_PRIVILEGES_INFOW*>(info)->pmszRequiredPrivileges;
             *next; next += std::wstring_view(next).size() + 1) {
          service->privileges.push_back(windows::to_utf8(next));
        }
        return ERROR_SUCCESS;
      default:
        return ERROR_INVALID_LEVEL;
    }
  }

  DWORD start(const std::string& name) override {
    Kept* const service = find(name);
    if (!service) return missing();
    if (service->status.dwCurrentState != SERVICE_STOPPED) return ERROR_SERVICE_ALREADY_RUNNING;
    return on_start(*service);
  }

  DWORD request_stop(const std::string& name) override {
    Kept* const service = find(name);
    if (!service) return missing();
    if (service->status.dwCurrentState == SERVICE_STOPPED) return ERROR_SERVICE_NOT_ACTIVE;
    return on_stop(*service);
  }

  DWORD remove(const std::string& name) override {
    if (!find(name)) return missing();
    services.erase(name);
    return ERROR_SUCCESS;
  }

  Result<SERVICE_STATUS_PROCESS> status(const std::string& name) override {
    Kept* const service = find(name);
    if (!service) return Error{Reason::service_query_failed, missing(), {}};
    return service->status;
  }

  Result<ServiceConfiguration> configuration(const std::string& name) override {
    Kept* const service = find(name);
    if (!service) return Error{Reason::service_query_failed, missing(), {}};
    return ServiceConfiguration{service->registration.command, service->start_type};
  }

  TimePoint now() override { return now_; }
  void pause(Duration duration) override {
    pauses.push_back(duration);
    now_ += duration;
    on_pause();
  }

 private:
  Kept* find(const std::string& name) {
    const auto found = services.find(name);
    return refuse_all || found == services.end() ? nullptr : &found->second;
  }
  DWORD missing() const {
    return refuse_all ? refuse_all : static_cast<DWORD>(ERROR_SERVICE_DOES_NOT_EXIST);
  }

  TimePoint now_{};
};

}  // namespace deepalive::service
