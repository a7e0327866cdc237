#pragma once

#include <windows.h>

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

// A part of the configuration as the COM objects show it. Plain values; shared and never changed
// after they are made, so any thread may hold them.
namespace deepalive::standins {

struct Ticks {  // of 100 ns: a timeSpan
  std::uint64_t count;
};

struct EnumValue {
  std::int32_t number;
  std::wstring name;
};

// One alternative for each type of the schema.
using PropertyValue = std::variant<std::wstring, bool, std::uint32_t, EnumValue, Ticks>;

struct PropertyReading {
  HRESULT result = S_OK;
  PropertyValue value;
};

struct PropertyNode {
  std::wstring name;
  std::function<PropertyReading()> read;  // dynamic ones look at the world at each call
};

struct MethodNode {
  std::wstring name;
  std::function<HRESULT()> execute;
};

struct ConfigNode;

class NodeList {
 public:
  virtual ~NodeList() = default;
  virtual std::size_t count() = 0;
  // Nothing past the end.
  virtual std::shared_ptr<const ConfigNode> item(std::size_t index) = 0;
};

struct ChildNode {
  std::wstring name;
  std::function<HRESULT(std::shared_ptr<const ConfigNode>&)> open;
};

struct ConfigNode {
  std::wstring name;
  std::vector<PropertyNode> properties;
  std::vector<ChildNode> children;
  std::vector<MethodNode> methods;
  std::shared_ptr<NodeList> collection;  // null: an element without a collection
};

}  // namespace deepalive::standins
