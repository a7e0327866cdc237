#pragma once

#include <windows.h>

#include <string>

namespace deepalive::probes {

// A service registered for one test, under a name nobody else has, and unregistered at its end. Its
// program does not exist, so that it never runs.
class ScmTestService {
 public:
  explicit ScmTestService(DWORD start_type);
  ScmTestService(const ScmTestService&) = delete;
  ScmTestService& operator=(const ScmTestService&) = delete;
  ~ScmTestService();

  const std::string& name() const { return name_; }

 private:
  std::string name_;
  SC_HANDLE manager_ = nullptr;
  SC_HANDLE service_ = nullptr;
};

}  // namespace deepalive::probes
