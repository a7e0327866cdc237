#include "tests/windows/cluster_standins/rhs_fixture.h"

#include "tests/standins/world/text.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

void call_export(HMODULE module, const char* name, bool on) {
  const auto function =
      reinterpret_cast<void(WINAPI*)(BOOL)>(reinterpret_cast<void*>(GetProcAddress(module, name)));
  ASSERT_NE(function, nullptr) << name;
  function(on ? TRUE : FALSE);
}

}  // namespace

Rhs::Rhs() : registry_(standin_file(L"clusapi.dll")) {}

HKEY Rhs::key(const std::wstring& resource) const {
  const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
  return registry_.resource_key(widen(test.test_suite_name()) + L'.' + widen(test.name()) + L'.' +
                                resource);
}

RhsOptions Rhs::good() {
  RhsOptions options;
  options.dll = RESOURCE_FOLDER L"\\good_resource.dll";
  options.type = L"Good";
  return options;
}

RhsOptions Rhs::bad(const std::wstring& type) {
  RhsOptions options;
  options.dll = RESOURCE_FOLDER L"\\bad_resource.dll";
  options.type = type;
  options.own_copy = true;
  return options;
}

void set_alive(HMODULE module, bool alive) { call_export(module, "SetAlive", alive); }
void linger(HMODULE module, bool on) { call_export(module, "Linger", on); }

}  // namespace deepalive::standins::test
