#include "tests/standins/iis_com/node_building.h"

namespace deepalive::standins {
namespace {

const wchar_t* state_name(RunState state) {
  static constexpr const wchar_t* kNames[] = {L"Starting", L"Started", L"Stopping", L"Stopped",
                                              L"Unknown"};
  const auto index = static_cast<std::size_t>(state);
  return index < std::size(kNames) ? kNames[index] : kNames[4];
}

}  // namespace

PropertyNode fixed_property(const std::shared_ptr<World>& world, std::wstring name,
                            PropertyValue value) {
  return {std::move(name), [world, value = std::move(value)]() -> PropertyReading {
            return {pass_gate(*world, Gate::property), value};
          }};
}

PropertyNode state_property(const std::shared_ptr<World>& world, std::wstring item,
                            std::function<StateReading()> read) {
  return {L"state", [world, item = std::move(item), read = std::move(read)]() -> PropertyReading {
            ++world->counters().states;
            const HRESULT held = pass_gate(*world, Gate::state, item);
            if (FAILED(held)) return {held, {}};
            const StateReading reading = read();
            return {reading.result,
                    EnumValue{static_cast<std::int32_t>(reading.state), state_name(reading.state)}};
          }};
}

MethodNode control_method(const std::shared_ptr<World>& world, std::wstring item, std::wstring name,
                          std::function<HRESULT()> execute) {
  return {std::move(name),
          [world, item = std::move(item), execute = std::move(execute)]() -> HRESULT {
            ++world->counters().methods;
            const HRESULT held = pass_gate(*world, Gate::methods, item);
            return FAILED(held) ? held : execute();
          }};
}

ChildNode fixed_child(NodePtr node) {
  std::wstring name = node->name;
  return {std::move(name), [node = std::move(node)](NodePtr& opened) {
            opened = node;
            return S_OK;
          }};
}

}  // namespace deepalive::standins
