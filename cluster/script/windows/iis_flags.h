#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cluster/script/windows/errand.h"

namespace deepalive::cluster {

// What the policy `basic` looks at, as the sample script of Microsoft's article does: which of a
// role is not started.
struct RoleNames {
  std::vector<std::wstring> services;
  std::vector<std::wstring> sites;
  std::vector<std::wstring> app_pools;  // empty: those of the sites' applications
};

struct Flags {
  bool known = false;       // else `text` says why not
  std::wstring text = L"";  // the first service, site or pool that is not started or not there
};

// Asks the services and the IIS administration interface, on a thread of its own: what hangs there
// is left behind. One thread.
class IisFlags {
 public:
  Flags read(RoleNames names, std::chrono::milliseconds timeout);

 private:
  Errand reading_;
};

}  // namespace deepalive::cluster
