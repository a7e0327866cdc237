#include "tests/standins/iis_com/collections.h"
#include "tests/standins/iis_com/com_objects.h"

namespace deepalive::standins {
namespace {

using Node = std::shared_ptr<const ConfigNode>;

HRESULT open_child(const std::shared_ptr<World>& world, const ChildNode& child,
                   IAppHostElement** element) {
  Node node;
  const HRESULT opened = child.open(node);
  if (FAILED(opened)) return explain(opened, IAppHostElement::kId, child.name);
  *element = make_element(world, std::move(node));
  return S_OK;
}

HRESULT open_property(const std::shared_ptr<World>& world, const PropertyNode& property,
                      IAppHostProperty** object) {
  *object = make_property(world, property);
  return S_OK;
}

HRESULT open_method(const std::shared_ptr<World>& world, const MethodNode& method,
                    IAppHostMethod** object) {
  *object = make_method(world, method);
  return S_OK;
}

using Children =
    NamedCollection<IAppHostChildElementCollection, IAppHostElement, ChildNode, open_child>;
using Properties =
    NamedCollection<IAppHostPropertyCollection, IAppHostProperty, PropertyNode, open_property>;
using Methods = NamedCollection<IAppHostMethodCollection, IAppHostMethod, MethodNode, open_method>;

enum ElementMember : DISPID {
  kName = 1,
  kCollection,
  kProperties,
  kChildElements,
  kGetElementByName,
  kGetPropertyByName,
  kMethods,
};

class Element final : public ComObject<IAppHostElement> {
 public:
  Element(const std::shared_ptr<World>& world, Node node)
      : ComObject(world), node_(std::move(node)) {}

  HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) override { return give_text(node_->name, name); }

  // Success without an object is the answer of an element that has none.
  HRESULT STDMETHODCALLTYPE get_Collection(IAppHostElementCollection** collection) override {
    if (collection == nullptr) return E_POINTER;
    *collection = node_->collection == nullptr
                      ? nullptr
                      : make_element_collection(world(), node_->collection);
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE get_Properties(IAppHostPropertyCollection** properties) override {
    if (properties == nullptr) return E_POINTER;
    *properties = new Properties(world(), node_, node_->properties);
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE get_ChildElements(IAppHostChildElementCollection** elements) override {
    if (elements == nullptr) return E_POINTER;
    *elements = node_->children.empty() ? nullptr : new Children(world(), node_, node_->children);
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE GetMetadata(BSTR, VARIANT*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetMetadata(BSTR, VARIANT) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_Schema(IAppHostElementSchema**) override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE GetElementByName(BSTR name, IAppHostElement** element) override {
    return item_by_name<Children>(node_->children, name, element);
  }

  HRESULT STDMETHODCALLTYPE GetPropertyByName(BSTR name, IAppHostProperty** property) override {
    return item_by_name<Properties>(node_->properties, name, property);
  }

  HRESULT STDMETHODCALLTYPE Clear() override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE get_Methods(IAppHostMethodCollection** methods) override {
    if (methods == nullptr) return E_POINTER;
    *methods = node_->methods.empty() ? nullptr : new Methods(world(), node_, node_->methods);
    return S_OK;
  }

 private:
  template <typename Collection, typename Part, typename Item>
  HRESULT item_by_name(const std::vector<Part>& parts, BSTR name, Item** item) {
    if (item == nullptr || name == nullptr) return E_POINTER;
    auto* collection = new Collection(world(), node_, parts);
    VARIANT key;
    V_VT(&key) = VT_BSTR;
    V_BSTR(&key) = name;
    const HRESULT found = collection->get_Item(key, item);
    collection->Release();
    return found;
  }

  template <typename Item, typename Get>
  HRESULT give(VARIANT* result, Get&& get) {
    Item* item = nullptr;
    const HRESULT got = get(&item);
    if (SUCCEEDED(got)) give_object(result, item);
    return got;
  }

  std::span<const ScriptMember> script_members() const override {
    static constexpr ScriptMember kMembers[] = {
        {L"Name", kName, DISPATCH_PROPERTYGET, 0},
        {L"Collection", kCollection, DISPATCH_PROPERTYGET, 0},
        {L"Properties", kProperties, DISPATCH_PROPERTYGET, 0},
        {L"ChildElements", kChildElements, DISPATCH_PROPERTYGET, 0},
        {L"GetElementByName", kGetElementByName, DISPATCH_METHOD, 1},
        {L"GetPropertyByName", kGetPropertyByName, DISPATCH_METHOD, 1},
        {L"Methods", kMethods, DISPATCH_PROPERTYGET, 0},
    };
    return kMembers;
  }

  HRESULT call_member(DISPID id, std::span<VARIANT> arguments, VARIANT* result) override {
    if (!arguments.empty() && V_VT(&arguments[0]) != VT_BSTR) return DISP_E_TYPEMISMATCH;
    switch (id) {
      case kName:
        V_VT(result) = VT_BSTR;
        return get_Name(&V_BSTR(result));
      case kCollection:
        return give<IAppHostElementCollection>(result,
                                               [this](auto** o) { return get_Collection(o); });
      case kProperties:
        return give<IAppHostPropertyCollection>(result,
                                                [this](auto** o) { return get_Properties(o); });
      case kChildElements:
        return give<IAppHostChildElementCollection>(
            result, [this](auto** o) { return get_ChildElements(o); });
      case kGetElementByName:
        return give<IAppHostElement>(
            result, [&](auto** o) { return GetElementByName(V_BSTR(&arguments[0]), o); });
      case kGetPropertyByName:
        return give<IAppHostProperty>(
            result, [&](auto** o) { return GetPropertyByName(V_BSTR(&arguments[0]), o); });
      default:
        return give<IAppHostMethodCollection>(result, [this](auto** o) { return get_Methods(o); });
    }
  }

  const Node node_;
};

}  // namespace

IAppHostElement* make_element(const std::shared_ptr<World>& world, Node node) {
  return new Element(world, std::move(node));
}

}  // namespace deepalive::standins
