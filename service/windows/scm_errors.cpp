#include "service/windows/scm_errors.h"

#include <string_view>

#include "probes/windows/error_text.h"

namespace deepalive::service {
namespace {

// What helps; empty where the system's sentence says all that can be said.
std::string_view cure_of(DWORD code) {
  switch (code) {
    case ERROR_ACCESS_DENIED:
      return "run this as administrator";
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
      return "the program is not where the service expects it: install the service again";
    case ERROR_SERVICE_DOES_NOT_EXIST:
      return "install it first: deepalive service install";
    case ERROR_SERVICE_MARKED_FOR_DELETE:
      return "close what shows services (services.msc, Task Manager) and try again, or restart "
             "Windows";
    case ERROR_SERVICE_DISABLED:
      return "enable it: deepalive service install";
    case ERROR_SERVICE_LOGON_FAILED:
      return "check the account that the service runs as (services.msc)";
    case ERROR_DUPLICATE_SERVICE_NAME:
      return "another service has this display name: rename or remove that one";
    case ERROR_SERVICE_REQUEST_TIMEOUT:
    case ERROR_PROCESS_ABORTED:
      return "look into the agent's log and the System event log, and try: deepalive run";
    case ERROR_SERVICE_DATABASE_LOCKED:
    case ERROR_SHUTDOWN_IN_PROGRESS:
      return "try again when the system has finished starting or is up again";
    default:
      return {};
  }
}

Reason reason_of(DWORD code) {
  return code == ERROR_SERVICE_DOES_NOT_EXIST ? Reason::service_missing
                                              : Reason::service_query_failed;
}

}  // namespace

Error scm_error(const std::string& service, const std::string& doing, DWORD code) {
  std::string text = "service " + service + ": " + doing + ": ";
  std::string sentence = windows::system_message(code);
  while (sentence.ends_with('.')) sentence.pop_back();
  if (!sentence.empty()) text += sentence + " ";
  text += "(Win32 error " + std::to_string(code) + ")";
  if (const auto cure = cure_of(code); !cure.empty()) text.append("; ").append(cure);
  return {reason_of(code), static_cast<std::int64_t>(code), std::move(text)};
}

std::string exit_text(DWORD win32_exit_code, DWORD specific_exit_code) {
  if (win32_exit_code == ERROR_SERVICE_SPECIFIC_ERROR) {
    std::string text = "it ended with exit code " + std::to_string(specific_exit_code);
    if (specific_exit_code == 78) text += ", bad configuration: deepalive config check";
    return text;
  }
  if (win32_exit_code == NO_ERROR || win32_exit_code == ERROR_SERVICE_NEVER_STARTED) return {};
  return "it ended with Win32 error " + std::to_string(win32_exit_code) + ": " +
         windows::system_message(win32_exit_code);
}

}  // namespace deepalive::service
