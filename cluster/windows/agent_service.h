#pragma once

#include <windows.h>

#include <cstdint>

namespace deepalive::cluster {

// What the service control manager says. Each call blocks for as long as that does.

inline constexpr const wchar_t* kAgentService = L"DeepAlive";

struct ServiceFacts {
  bool known = false;  // else the service control manager gave no answer
  bool installed = false;
  DWORD state = SERVICE_STOPPED;
  DWORD process_id = 0;
};
ServiceFacts ask_service(const wchar_t* name);

// Asks for a start and does not wait for it. 0 or a Win32 code; that it runs already is 0.
DWORD start_service(const wchar_t* name);

}  // namespace deepalive::cluster
