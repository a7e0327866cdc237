#pragma once

#include <windows.h>

#include <string>

#include "core/result.h"

namespace deepalive::service {

// "service DeepAlive: cannot be started: <the system's sentence> (Win32 error 5); run this as
// administrator". `doing` is "cannot be started" and the like.
Error scm_error(const std::string& service, const std::string& doing, DWORD code);

// Why a service that has stopped did so, from what it reported last; empty when it ended as it
// should.
std::string exit_text(DWORD win32_exit_code, DWORD specific_exit_code);

}  // namespace deepalive::service
