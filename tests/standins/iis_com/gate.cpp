#include "tests/standins/iis_com/gate.h"

#include <algorithm>
#include <vector>

#include "tests/standins/world/text.h"

namespace deepalive::standins {
namespace {

std::vector<Fault> faults_of(const World& world) {
  if (world.fault_count() == 0) return {};
  return world.read([](const WorldState& state) {
    return std::vector<Fault>(state.faults,
                              state.faults + std::min(state.fault_count.load(), kMaxFaults));
  });
}

bool meets(const Fault& fault, Gate gate, std::wstring_view item) {
  switch (fault.target) {
    case FaultTarget::all:
      return true;
    case FaultTarget::create:
      return gate == Gate::create;
    case FaultTarget::sections:
      return gate == Gate::sections;
    case FaultTarget::state:
      return gate == Gate::state;
    case FaultTarget::workers:
      return gate == Gate::workers;
    case FaultTarget::methods:
      return gate == Gate::methods;
    case FaultTarget::item:
      return (gate == Gate::state || gate == Gate::methods) && same_name(fault.item.view(), item);
  }
  return false;
}

bool hangs(const World& world, Gate gate, std::wstring_view item) {
  return std::ranges::any_of(faults_of(world), [&](const Fault& fault) {
    return fault.effect == FaultEffect::hang && meets(fault, gate, item);
  });
}

}  // namespace

HRESULT pass_gate(const World& world, Gate gate, std::wstring_view item) {
  if (world.fault_count() == 0) return S_OK;
  for (const Fault& fault : faults_of(world)) {
    if (fault.effect == FaultEffect::delay && meets(fault, gate, item)) Sleep(fault.delay_ms);
  }
  while (hangs(world, gate, item)) Sleep(5);
  for (const Fault& fault : faults_of(world)) {
    if (fault.effect == FaultEffect::hresult && meets(fault, gate, item)) return fault.hresult;
  }
  return S_OK;
}

bool vanishes(const World& world, std::wstring_view item) {
  return std::ranges::any_of(faults_of(world), [item](const Fault& fault) {
    return fault.effect == FaultEffect::vanish && same_name(fault.item.view(), item);
  });
}

}  // namespace deepalive::standins
