#include "tests/standins/iis_com/collections.h"
#include "tests/standins/iis_com/com_objects.h"

namespace deepalive::standins {
namespace {

// By number only: an element collection does not find its items by name.
class ElementCollection final : public ComObject<IAppHostElementCollection> {
 public:
  ElementCollection(const std::shared_ptr<World>& world, std::shared_ptr<NodeList> list)
      : ComObject(world), list_(std::move(list)) {}

  HRESULT STDMETHODCALLTYPE get_Count(DWORD* count) override {
    if (count == nullptr) return E_POINTER;
    *count = static_cast<DWORD>(list_->count());
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE get_Item(VARIANT key, IAppHostElement** element) override {
    if (element == nullptr) return E_POINTER;
    *element = nullptr;
    const auto index = whole_index(key);
    // What the real one answers to a text is not known; it is some failure.
    if (!index) return explain(DISP_E_TYPEMISMATCH, IAppHostElementCollection::kId, {});
    auto node = list_->item(*index);
    if (node == nullptr) {
      return explain(hresult::kInvalidIndex, IAppHostElementCollection::kId, {});
    }
    *element = make_element(world(), std::move(node));
    return S_OK;
  }

  // The stand-in's configuration is changed by standin_ctl, not through COM.
  HRESULT STDMETHODCALLTYPE AddElement(IAppHostElement*, INT) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE DeleteElement(VARIANT) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Clear() override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE CreateNewElement(BSTR, IAppHostElement**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_Schema(IAppHostCollectionSchema**) override { return E_NOTIMPL; }

 private:
  std::span<const ScriptMember> script_members() const override { return kCollectionMembers; }

  HRESULT call_member(DISPID id, std::span<VARIANT> arguments, VARIANT* result) override {
    if (id != DISPID_VALUE) {
      V_VT(result) = VT_UI4;
      return get_Count(&V_UI4(result));
    }
    IAppHostElement* element = nullptr;
    const HRESULT found = get_Item(arguments[0], &element);
    if (SUCCEEDED(found)) give_object(result, element);
    return found;
  }

  const std::shared_ptr<NodeList> list_;
};

}  // namespace

IAppHostElementCollection* make_element_collection(const std::shared_ptr<World>& world,
                                                   std::shared_ptr<NodeList> list) {
  return new ElementCollection(world, std::move(list));
}

}  // namespace deepalive::standins
