#pragma once

#include <windows.h>

#include <memory>
#include <string>

#include "core/result.h"
#include "core/time.h"

namespace deepalive::service {

// What CreateService and ChangeServiceConfig set. UTF-8.
struct ServiceRegistration {
  std::string name;
  std::string display_name;
  std::string command;           // image path with its arguments
  bool keep_start_type = false;  // of one that is there
};

struct ServiceConfiguration {
  std::string command;
  DWORD start_type = SERVICE_AUTO_START;
};

// The few calls that managing one service takes, a Win32 function each, with no more rights than it
// needs; and time, because waiting for a service is part of it. A seam: Wine does not keep failure
// actions and the like, and a test wants to see them. The DWORDs are Win32 codes. Not thread-safe.
class ScmApi {
 public:
  virtual ~ScmApi() = default;

  virtual DWORD create(const ServiceRegistration& registration) = 0;
  virtual DWORD change(const ServiceRegistration& registration) = 0;
  // ChangeServiceConfig2; info is the structure that goes with the level.
  virtual DWORD configure(const std::string& name, DWORD level, void* info) = 0;
  virtual DWORD start(const std::string& name) = 0;
  virtual DWORD request_stop(const std::string& name) = 0;
  virtual DWORD remove(const std::string& name) = 0;
  // Errors carry the Win32 code; their text is the caller's business.
  virtual Result<SERVICE_STATUS_PROCESS> status(const std::string& name) = 0;
  virtual Result<ServiceConfiguration> configuration(const std::string& name) = 0;

  virtual TimePoint now() = 0;
  virtual void pause(Duration duration) = 0;
};

// This machine's.
std::unique_ptr<ScmApi> make_scm_api();

}  // namespace deepalive::service
