#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "tests/standins/iis_com/com_object.h"
#include "tests/standins/iis_com/config_node.h"
#include "tests/standins/iis_com/interfaces.h"
#include "tests/standins/world/text.h"
#include "tests/standins/world/world_actions.h"

namespace deepalive::standins {

// By value, as VariantChangeType wants to be allowed to change its source.
inline std::optional<std::size_t> whole_index(VARIANT key) {
  if (V_VT(&key) == VT_BSTR) return std::nullopt;
  VARIANT number;
  VariantInit(&number);
  if (FAILED(VariantChangeType(&number, &key, 0, VT_UI4))) return std::nullopt;
  return V_UI4(&number);
}

inline constexpr ScriptMember kCollectionMembers[] = {
    {L"Item", DISPID_VALUE, DISPATCH_PROPERTYGET | DISPATCH_METHOD, 1},
    {L"Count", 1, DISPATCH_PROPERTYGET, 0},
};

// A collection that is asked by number or by name: children, properties, methods.
// `Open` makes the item's object: HRESULT(const World ptr&, const Part&, Item**).
template <typename Interface, typename Item, typename Part, auto Open>
class NamedCollection final : public ComObject<Interface> {
 public:
  NamedCollection(const std::shared_ptr<World>& world, std::shared_ptr<const ConfigNode> owner,
                  const std::vector<Part>& parts)
      : ComObject<Interface>(world), owner_(std::move(owner)), parts_(parts) {}

  HRESULT STDMETHODCALLTYPE get_Count(DWORD* count) override {
    if (count == nullptr) return E_POINTER;
    *count = static_cast<DWORD>(parts_.size());
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE get_Item(VARIANT key, Item** item) override {
    if (item == nullptr) return E_POINTER;
    *item = nullptr;
    const Part* part = find(key);
    if (part == nullptr) return explain(hresult::kInvalidIndex, Interface::kId, owner_->name);
    return Open(this->world(), *part, item);
  }

 private:
  const Part* find(const VARIANT& key) const {
    if (V_VT(&key) == VT_BSTR) {
      const std::wstring_view name(V_BSTR(&key), SysStringLen(V_BSTR(&key)));
      const auto found = std::ranges::find_if(
          parts_, [name](const Part& part) { return same_name(part.name, name); });
      return found == parts_.end() ? nullptr : &*found;
    }
    const auto index = whole_index(key);
    return index && *index < parts_.size() ? &parts_[*index] : nullptr;
  }

  std::span<const ScriptMember> script_members() const override { return kCollectionMembers; }

  HRESULT call_member(DISPID id, std::span<VARIANT> arguments, VARIANT* result) override {
    if (id != DISPID_VALUE) {
      V_VT(result) = VT_UI4;
      return get_Count(&V_UI4(result));
    }
    Item* item = nullptr;
    const HRESULT found = get_Item(arguments[0], &item);
    if (SUCCEEDED(found)) give_object(result, item);
    return found;
  }

  const std::shared_ptr<const ConfigNode> owner_;  // of parts_
  const std::vector<Part>& parts_;
};

}  // namespace deepalive::standins
