#pragma once

#include <windows.h>

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/standins/cluster/cluster_registry.h"
#include "tests/standins/cluster/rhs_resource.h"

namespace deepalive::standins::test {

// The DLLs good_resource and bad_resource in a host, with a cluster database.
class Rhs : public testing::Test {
 protected:
  Rhs();

  static RhsOptions good();
  // The type, or the name of a resource, says which rule it breaks.
  static RhsOptions bad(const std::wstring& type = L"Bad");

  // Of a resource that no other test has.
  HKEY key(const std::wstring& resource) const;

  const ClusterRegistry registry_;
};

// What the good DLL exports for tests.
void set_alive(HMODULE module, bool alive);
void linger(HMODULE module, bool on);

}  // namespace deepalive::standins::test
