#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "cluster/script/windows/script_class.h"
#include "tests/servers/temporary_folder.h"
#include "tests/standins/cluster/cluster_registry.h"
#include "tests/standins/cluster/rhs_resource.h"
#include "tests/windows/cluster/fake_agent.h"

// Another program has the agent's own pipe name while the installed service runs: whoever asks
// without naming a pipe must not believe it. The service, its pipe and the class belong to the
// whole machine.
namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;
using namespace standins;
using ::testing::HasSubstr;

constexpr char kForged[] =
    "DEAD verdict=unhealthy role=shop age_ms=1 generation=1 reason=status_unexpected "
    "detail=\"forged\"\n";

struct Ran {
  DWORD exit_code = 0;
  std::string output;
};

class Squatter : public ::testing::Test {
 protected:
  Squatter() {
    folder_.write("iis.yaml",
                  "sites: {Shop: {id: 1, state: started, app_pools: [ShopPool]}}\n"
                  "app_pools: {ShopPool: {state: started}}\n");
    folder_.write("deepalive.yaml",
                  "agent: {listen: ['127.0.0.1:0'], data_dir: ., log: {file: agent.log}}\n"
                  "iis: {provider: simulated, simulated_file: iis.yaml, interval: 200ms}\n"
                  "roles: {shop: {sites: [Shop], grace: 1s}}\n");
  }
  ~Squatter() override { run(L"deepalive.exe", L"service uninstall"); }

  void install_and_start() {
    const std::wstring config = (folder_.path() / "deepalive.yaml").wstring();
    const Ran installed = run(L"deepalive.exe", L"service install --config \"" + config + L"\"");
    ASSERT_EQ(installed.exit_code, 0u) << installed.output;
    const Ran started = run(L"deepalive.exe", L"service start");
    ASSERT_EQ(started.exit_code, 0u) << started.output;
  }

  Ran run(const std::wstring& program, const std::wstring& words) const {
    const auto out = folder_.path() / "out.txt";
    SECURITY_ATTRIBUTES inherited{sizeof(inherited), nullptr, TRUE};
    const HANDLE file = CreateFileW(out.c_str(), GENERIC_WRITE, FILE_SHARE_READ, &inherited,
                                    CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
    STARTUPINFOW startup{};
    startup.cb = sizeof(startup);
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdOutput = file;
    startup.hStdError = file;
    PROCESS_INFORMATION process{};
    std::wstring command =
        L"\"" + std::wstring(DEEPALIVE_PROGRAM_FOLDER) + L"\\" + program + L"\" " + words;
    Ran ran;
    if (CreateProcessW(nullptr, command.data(), nullptr, nullptr, TRUE, CREATE_NO_WINDOW, nullptr,
                       nullptr, &startup, &process)) {
      WaitForSingleObject(process.hProcess, INFINITE);
      GetExitCodeProcess(process.hProcess, &ran.exit_code);
      CloseHandle(process.hThread);
      CloseHandle(process.hProcess);
    } else {
      ADD_FAILURE() << "a program cannot be started, error " << GetLastError();
    }
    CloseHandle(file);
    std::ifstream text(out, std::ios::binary);
    ran.output.assign(std::istreambuf_iterator<char>(text), {});
    return ran;
  }

  DWORD ask_by_program() const {
    return run(L"deepalive_ask.exe", L"isalive shop --timeout 5000").exit_code;
  }
  Ran ask_by_command() const { return run(L"deepalive.exe", L"ask isalive shop --timeout 5s"); }

  // What the agent wrote.
  std::string agent_log() const {
    std::ifstream text(folder_.path() / "agent.log", std::ios::binary);
    return {std::istreambuf_iterator<char>(text), {}};
  }

  const TemporaryFolder folder_;
};

// As a script makes it, by its name.
class ByName {
 public:
  ByName() {
    CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED);
    CLSID id{};
    EXPECT_EQ(CLSIDFromProgID(cluster::kScriptClassName, &id), S_OK);
    EXPECT_EQ(CoCreateInstance(id, nullptr, CLSCTX_INPROC_SERVER, IID_IDispatch,
                               reinterpret_cast<void**>(&object_)),
              S_OK);
  }
  ~ByName() {
    if (object_) object_->Release();
    CoUninitialize();
  }

  long ask() {
    VARIANT arguments[4];  // the last first
    for (VARIANT& argument : arguments) VariantInit(&argument);
    V_VT(&arguments[0]) = VT_I4;
    V_I4(&arguments[0]) = 5000;
    const wchar_t* const words[] = {L"deepalive", L"shop", L"isalive"};
    for (int i = 0; i < 3; ++i) {
      V_VT(&arguments[i + 1]) = VT_BSTR;
      V_BSTR(&arguments[i + 1]) = SysAllocString(words[i]);
    }
    VARIANT answer = call(L"Ask", {arguments, nullptr, 4, 0});
    for (VARIANT& argument : arguments) VariantClear(&argument);
    return V_I4(&answer);
  }
  std::wstring said() {
    VARIANT answer = call(L"Said", {});
    const std::wstring text = V_BSTR(&answer);
    VariantClear(&answer);
    return text;
  }

 private:
  VARIANT call(const wchar_t* name, DISPPARAMS parameters) {
    auto* word = const_cast<LPOLESTR>(name);
    DISPID id = DISPID_UNKNOWN;
    VARIANT answer;
    VariantInit(&answer);
    const IID none{};
    EXPECT_EQ(object_->GetIDsOfNames(none, &word, 1, LOCALE_USER_DEFAULT, &id), S_OK);
    EXPECT_EQ(object_->Invoke(id, none, LOCALE_USER_DEFAULT, DISPATCH_METHOD, &parameters, &answer,
                              nullptr, nullptr),
              S_OK);
    return answer;
  }

  IDispatch* object_ = nullptr;
};

TEST_F(Squatter, ThatWasThereFirstIsNotBelievedAndTheAgentGetsItsNameLater) {
  auto squatter = std::make_unique<FakeAgent>("deepalive", kForged, FakeAgent::Then::repeat);
  install_and_start();

  EXPECT_EQ(ask_by_program(), 69u);
  const Ran asked = ask_by_command();
  EXPECT_EQ(asked.exit_code, 69u) << asked.output;
  EXPECT_THAT(asked.output, ::testing::Not(HasSubstr("forged")));
  ByName by_name;
  EXPECT_EQ(by_name.ask(), 69);
  EXPECT_THAT(by_name.said(), HasSubstr(L"served by another program"));
  EXPECT_THAT(squatter->lines(), ::testing::IsEmpty()) << "it hears nothing either";
  EXPECT_THAT(agent_log(), HasSubstr("another process has created a pipe of this name"));

  squatter.reset();
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (ask_by_program() != 0 && std::chrono::steady_clock::now() < end) {
  }
  EXPECT_EQ(ask_by_program(), 0u) << agent_log();
  EXPECT_EQ(ask_by_command().exit_code, 0u);
  EXPECT_EQ(by_name.ask(), 0);
}

TEST_F(Squatter, ThatComesLaterIsNotBelievedEither) {
  install_and_start();
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (ask_by_program() != 0 && std::chrono::steady_clock::now() < end) {
  }
  // On Windows the descriptor of the agent's pipe keeps it out; Wine lets it in.
  const FakeAgent squatter("deepalive", kForged, FakeAgent::Then::repeat,
                           L"D:P(A;;GA;;;SY)(A;;GA;;;BA)", PIPE_UNLIMITED_INSTANCES);
  for (int i = 0; i < 10; ++i) {
    const DWORD code = ask_by_program();
    EXPECT_TRUE(code == 0 || code == 69) << code;
    ByName by_name;
    const long by_class = by_name.ask();
    EXPECT_TRUE(by_class == 0 || by_class == 69) << by_class;
  }
  EXPECT_THAT(squatter.lines(), ::testing::IsEmpty());
}

TEST_F(Squatter, IsNotBelievedByTheResourceDllEither) {
  const FakeAgent squatter("deepalive", "DONE detail=\"online\"\n", FakeAgent::Then::repeat);
  install_and_start();
  const ClusterRegistry registry(CLUSAPI_FOLDER L"\\clusapi.dll");
  const HKEY key = registry.resource_key(L"squatted");
  registry.set(key, L"Role", L"shop");
  registry.set(key, L"OnAgentUnreachable", L"dead");
  registry.set(key, L"OnlineTimeout", 3000u);
  {
    RhsOptions options;
    options.dll = DEEPALIVE_PROGRAM_FOLDER L"\\deepalive_cluster.dll";
    options.type = L"DeepAlive IIS Role";
    RhsHost host(options);
    RhsResource resource(host, L"squatted", key);
    EXPECT_FALSE(resource.online().done);
    EXPECT_TRUE(host.record().logged(L"served by another program"));
    EXPECT_THAT(squatter.lines(), ::testing::IsEmpty());
  }
  registry.close_key(key);
}

}  // namespace
}  // namespace deepalive::testing
