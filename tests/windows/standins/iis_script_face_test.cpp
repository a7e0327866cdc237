#include <vector>

#include "tests/standins/world/world_actions.h"
#include "tests/windows/standins/com_client.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

// Late bound, as a script calls: by name, arguments last to first.
HRESULT invoke(IDispatch* object, const wchar_t* name, WORD flags, std::vector<VARIANT> arguments,
               VARIANT* result, EXCEPINFO* exception = nullptr) {
  DISPID id = DISPID_VALUE;
  auto* text = const_cast<LPOLESTR>(name);
  if (name != nullptr) {
    const HRESULT known = object->GetIDsOfNames(GUID{}, &text, 1, LOCALE_USER_DEFAULT, &id);
    if (FAILED(known)) return known;
  }
  DISPPARAMS parameters{arguments.data(), nullptr, static_cast<UINT>(arguments.size()), 0};
  return object->Invoke(id, GUID{}, LOCALE_USER_DEFAULT, flags, &parameters, result, exception,
                        nullptr);
}

constexpr WORD kGetOrCall = DISPATCH_PROPERTYGET | DISPATCH_METHOD;

class IisScriptFace : public StandinWorld {
 protected:
  IisScriptFace() { seed("sites: {Shop: {app_pools: [P]}}\napp_pools: {P: {}}\n"); }

  Ref<IDispatch> object(IDispatch* from, const wchar_t* name, std::vector<VARIANT> arguments = {}) {
    VARIANT result;
    VariantInit(&result);
    EXPECT_EQ(invoke(from, name, kGetOrCall, std::move(arguments), &result), S_OK);
    EXPECT_EQ(V_VT(&result), VT_DISPATCH);
    return Ref<IDispatch>(V_DISPATCH(&result));
  }

  Ref<IDispatch> sites() {
    const Variant name(kSites);
    const Variant path(L"MACHINE/WEBROOT/APPHOST");
    return object(object(manager_.get(), L"getadminsection", {path.get(), name.get()}).get(),
                  L"Collection");
  }

  IisLibrary library_;
  Ref<IDispatch> manager_ = library_.script_manager();
};

TEST_F(IisScriptFace, FindsTheStateAsTheArticlesScriptDoes) {
  const auto collection = sites();
  Variant count;
  ASSERT_EQ(invoke(collection.get(), L"Count", kGetOrCall, {}, count.out()), S_OK);
  EXPECT_EQ(count.type(), VT_UI4);
  EXPECT_EQ(count.number(), 1);
  const auto site = object(collection.get(), nullptr, {Variant(0).get()});  // collection(0)
  const Variant name(L"state");
  const auto property = object(site.get(), L"GetPropertyByName", {name.get()});
  Variant state;
  ASSERT_EQ(invoke(property.get(), L"Value", kGetOrCall, {}, state.out()), S_OK);
  EXPECT_EQ(state.type(), VT_I4);
  EXPECT_EQ(state.number(), 1);
}

TEST_F(IisScriptFace, TakesAnIndexByReference) {
  VARIANT index = Variant(0).get();
  VARIANT reference;
  V_VT(&reference) = VT_BYREF | VT_VARIANT;
  V_VARIANTREF(&reference) = &index;
  EXPECT_TRUE(object(sites().get(), L"Item", {reference}));
}

TEST_F(IisScriptFace, RunsAMethodByItsNumber) {
  const auto site = object(sites().get(), L"Item", {Variant(0).get()});
  const auto methods = object(site.get(), L"Methods");
  const auto stop = object(methods.get(), L"Item", {Variant(1).get()});
  const auto instance = object(stop.get(), L"CreateInstance");
  EXPECT_EQ(invoke(instance.get(), L"Execute", DISPATCH_METHOD, {}, nullptr), S_OK);
  EXPECT_EQ(world_->read([](const WorldState& s) { return s.sites[0].run.state; }),
            RunState::stopped);
}

TEST_F(IisScriptFace, AFailureIsAnExceptionWithItsCodeAndText) {
  const auto collection = sites();
  EXCEPINFO exception{};
  const Variant past_the_end(5);
  EXPECT_EQ(
      invoke(collection.get(), L"Item", kGetOrCall, {past_the_end.get()}, nullptr, &exception),
      DISP_E_EXCEPTION);
  EXPECT_EQ(exception.scode, hresult::kInvalidIndex);
  EXPECT_NE(exception.bstrDescription, nullptr);
  SysFreeString(exception.bstrDescription);
  SysFreeString(exception.bstrSource);
}

TEST_F(IisScriptFace, UnknownNamesAndWrongArgumentCountsAreRefused) {
  EXPECT_EQ(invoke(manager_.get(), L"GetState", kGetOrCall, {}, nullptr), DISP_E_UNKNOWNNAME);
  EXPECT_EQ(invoke(manager_.get(), L"GetAdminSection", kGetOrCall, {}, nullptr),
            DISP_E_BADPARAMCOUNT);
  EXPECT_EQ(invoke(manager_.get(), L"CommitChanges", kGetOrCall, {}, nullptr), DISP_E_UNKNOWNNAME)
      << "the reading class does not commit";
}

TEST_F(IisScriptFace, LeavesNothingBehind) {
  {
    const auto site = object(sites().get(), L"Item", {Variant(0).get()});
    EXPECT_GT(library_.live_objects(), 1U);
  }
  manager_ = {};
  EXPECT_EQ(library_.live_objects(), 0U);
}

}  // namespace
}  // namespace deepalive::standins::test
