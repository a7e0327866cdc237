#include <gmock/gmock.h>

#include <thread>

#include "cluster/script/windows/script_class.h"
#include "probes/windows/com.h"
#include "tests/windows/cluster/fake_agent.h"

// DeepAlive.Cluster as a script host uses it: late bound, from the DLL itself.
namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using windows::Bstr;
using windows::ComPtr;
using windows::Variant;

using GetClassObject = HRESULT(WINAPI*)(REFCLSID, REFIID, void**);
using CanUnloadNow = HRESULT(WINAPI*)();

constexpr IID kNoInterface{};  // what IDispatch wants in its reserved argument
constexpr char kShopAlive[] =
    "ALIVE verdict=healthy role=shop age_ms=1 generation=1 reason=ok detail=\"\"\n";

struct Called {
  HRESULT result = S_OK;
  long number = -1;      // when the answer is one
  std::wstring text{};   // likewise
  std::wstring error{};  // the description of an exception
};

VARIANT given(const std::wstring& text) {
  VARIANT value;
  VariantInit(&value);
  V_VT(&value) = VT_BSTR;
  V_BSTR(&value) = SysAllocString(text.c_str());
  return value;
}

VARIANT given(int number) {
  VARIANT value;
  VariantInit(&value);
  V_VT(&value) = VT_I2;  // as a script engine gives a small number
  V_I2(&value) = static_cast<short>(number);
  return value;
}

class ScriptClass : public ::testing::Test {
 protected:
  ScriptClass() : dll_(LoadLibraryW(DEEPALIVE_PROGRAM_FOLDER L"\\deepalive_cluster.dll")) {
    get_ = reinterpret_cast<GetClassObject>(
        reinterpret_cast<void*>(GetProcAddress(dll_, "DllGetClassObject")));
    can_unload_ = reinterpret_cast<CanUnloadNow>(
        reinterpret_cast<void*>(GetProcAddress(dll_, "DllCanUnloadNow")));
    object_ = make();
    static int count = 0;
    pipe_ = "class-" + std::to_string(GetCurrentProcessId()) + "-" + std::to_string(++count);
  }
  ~ScriptClass() override {
    object_.reset();
    FreeLibrary(dll_);
  }

  ComPtr<IDispatch> make() {
    ComPtr<IClassFactory> factory;
    ComPtr<IDispatch> object;
    EXPECT_EQ(
        get_(cluster::kScriptClass, IID_IClassFactory, reinterpret_cast<void**>(factory.put())),
        S_OK);
    EXPECT_EQ(
        factory->CreateInstance(nullptr, IID_IDispatch, reinterpret_cast<void**>(object.put())),
        S_OK);
    return object;
  }

  template <class... Values>
  Called call(const wchar_t* name, const Values&... values) {
    Called called;
    auto* word = const_cast<LPOLESTR>(name);
    DISPID id = DISPID_UNKNOWN;
    called.result = object_->GetIDsOfNames(kNoInterface, &word, 1, LOCALE_USER_DEFAULT, &id);
    if (FAILED(called.result)) return called;
    std::vector<VARIANT> arguments = {given(values)...};
    std::reverse(arguments.begin(), arguments.end());
    DISPPARAMS parameters{arguments.data(), nullptr, static_cast<UINT>(arguments.size()), 0};
    Variant answer;
    EXCEPINFO exception{};
    called.result = object_->Invoke(id, kNoInterface, LOCALE_USER_DEFAULT,
                                    DISPATCH_METHOD | DISPATCH_PROPERTYGET, &parameters,
                                    answer.put(), &exception, nullptr);
    for (VARIANT& argument : arguments) VariantClear(&argument);
    if (V_VT(&answer.get()) == VT_I4) called.number = V_I4(&answer.get());
    if (V_VT(&answer.get()) == VT_BSTR) called.text = V_BSTR(&answer.get());
    if (exception.bstrDescription) called.error = exception.bstrDescription;
    SysFreeString(exception.bstrDescription);
    SysFreeString(exception.bstrSource);
    return called;
  }

  long ask(int milliseconds = 5000) {
    return call(L"Ask", std::wstring(L"isalive"), std::wstring(L"shop"),
                std::wstring(pipe_.begin(), pipe_.end()), milliseconds)
        .number;
  }
  std::wstring said() { return call(L"Said").text; }

  const HMODULE dll_;
  GetClassObject get_ = nullptr;
  CanUnloadNow can_unload_ = nullptr;
  ComPtr<IDispatch> object_;
  std::string pipe_;
};

TEST_F(ScriptClass, ConnectsAnewWhenTheAgentWasStartedAnew) {
  {
    const FakeAgent before(pipe_, kShopAlive, FakeAgent::Then::repeat);
    EXPECT_EQ(ask(), 0) << said();
    EXPECT_EQ(ask(), 0);
    EXPECT_EQ(before.clients(), 1);
  }
  EXPECT_EQ(ask(), 69);
  EXPECT_THAT(said(), HasSubstr(L"cannot be opened, error 2"));
  FakeAgent first(pipe_, kShopAlive, FakeAgent::Then::repeat);
  EXPECT_EQ(ask(), 0) << "nobody says that the agent is back";
}

TEST_F(ScriptClass, AConnectionThatBreaksBetweenTwoQuestionsCostsNoAnswer) {
  auto agent = std::make_unique<FakeAgent>(pipe_, kShopAlive, FakeAgent::Then::repeat);
  EXPECT_EQ(ask(), 0);
  agent.reset();
  agent = std::make_unique<FakeAgent>(pipe_, kShopAlive, FakeAgent::Then::repeat);
  EXPECT_EQ(ask(), 0);
  EXPECT_EQ(agent->clients(), 1);
}

TEST_F(ScriptClass, DoesNotTakeALateAnswerForThatToTheNextQuestion) {
  {
    const FakeAgent silent(pipe_, "", FakeAgent::Then::hold);
    EXPECT_EQ(ask(100), 69);
    EXPECT_THAT(said(), HasSubstr(L"does not answer"));
  }
  const FakeAgent agent(pipe_, kShopAlive, FakeAgent::Then::repeat);
  EXPECT_EQ(ask(), 0);
  EXPECT_EQ(agent.clients(), 1);
}

TEST_F(ScriptClass, TakesNonsenseAndTheAnswerOfAnotherRoleForNone) {
  for (const std::string& says :
       {std::string("\x01\xff\x00\n", 4), std::string(9000, 'x') + "\n",
        std::string("ERROR unknown-role no role 'shop' is configured here\n"),
        std::string(
            "ALIVE verdict=healthy role=blog age_ms=1 generation=1 reason=ok detail=\"\"\n"),
        std::string("ALIVE verdict=hea")}) {
    const FakeAgent agent(pipe_, says, FakeAgent::Then::repeat);
    EXPECT_EQ(ask(300), 69) << says.substr(0, 40);
    EXPECT_NE(said(), L"");
  }
}

TEST_F(ScriptClass, RefusesWhatIsNoQuestionNoRoleAndNoTime) {
  const auto asked = [this](const wchar_t* question, const wchar_t* role, int milliseconds) {
    return call(L"Ask", std::wstring(question), std::wstring(role), std::wstring(L"nobody"),
                milliseconds)
        .number;
  };
  EXPECT_EQ(asked(L"is_alive", L"shop", 300), 64);
  EXPECT_EQ(asked(L"isalive", L"sh op", 300), 64);
  EXPECT_EQ(asked(L"isalive", L"sh\x00f6p", 300), 64);
  EXPECT_EQ(asked(L"isalive", L"shop", 9), 64);
  EXPECT_EQ(asked(L"isalive", L"shop", 10'001), 64);
  EXPECT_EQ(asked(L"isalive", L"shop", 300), 69);
}

TEST_F(ScriptClass, RefusesCallsThatAreNotItsOwn) {
  EXPECT_EQ(call(L"Aks").result, DISP_E_UNKNOWNNAME);
  EXPECT_EQ(call(L"Ask").result, DISP_E_BADPARAMCOUNT);
  EXPECT_EQ(call(L"Said", 1).result, DISP_E_BADPARAMCOUNT);
  EXPECT_EQ(call(L"Ask", 1, 2, 3, std::wstring(L"soon")).result, DISP_E_TYPEMISMATCH);
  EXPECT_EQ(call(L"sAID").result, S_OK) << "names are without case";
}

TEST_F(ScriptClass, LetsSeveralThreadsAskAtOnce) {
  const FakeAgent agent(pipe_, kShopAlive, FakeAgent::Then::repeat);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      for (int j = 0; j < 25; ++j) EXPECT_EQ(ask(), 0);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(agent.clients(), 1);
}

TEST_F(ScriptClass, IsInUseForAsLongAsThereIsAnObjectOrALock) {
  EXPECT_EQ(can_unload_(), S_FALSE);
  object_.reset();
  EXPECT_EQ(can_unload_(), S_OK);
  ComPtr<IClassFactory> factory;
  ASSERT_EQ(get_(cluster::kScriptClass, IID_IClassFactory, reinterpret_cast<void**>(factory.put())),
            S_OK);
  factory->LockServer(TRUE);
  EXPECT_EQ(can_unload_(), S_FALSE);
  factory->LockServer(FALSE);
  EXPECT_EQ(can_unload_(), S_OK);
  void* none = &factory;
  EXPECT_EQ(get_(IID_IDispatch, IID_IClassFactory, &none), CLASS_E_CLASSNOTAVAILABLE);
  EXPECT_EQ(none, nullptr);
}

}  // namespace
}  // namespace deepalive::testing
