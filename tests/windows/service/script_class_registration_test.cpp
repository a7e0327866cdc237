#include "service/windows/script_class_registration.h"

#include <gtest/gtest.h>
#include <windows.h>

#include <fstream>

#include "cluster/script/windows/script_class.h"
#include "tests/servers/temporary_folder.h"

namespace deepalive::service {
namespace {

class ScriptClassRegistration : public ::testing::Test {
 protected:
  ScriptClassRegistration() : dll_(folder_.path() / "deepalive cluster.dll") {
    std::ofstream(dll_) << "MZ";
  }
  ~ScriptClassRegistration() override { RegDeleteTreeW(HKEY_LOCAL_MACHINE, classes_.c_str()); }

  // "" when it is not there.
  std::wstring value(const std::wstring& key, const wchar_t* name = nullptr) const {
    wchar_t text[1024];
    DWORD size = sizeof(text);
    const LSTATUS status = RegGetValueW(HKEY_LOCAL_MACHINE, (classes_ + L"\\" + key).c_str(), name,
                                        RRF_RT_REG_SZ, nullptr, text, &size);
    return status == ERROR_SUCCESS ? text : L"";
  }

  const deepalive::testing::TemporaryFolder folder_;
  const std::filesystem::path dll_;
  const std::wstring classes_ = L"Software\\DeepAliveTest" + std::to_wstring(GetCurrentProcessId());
  const std::wstring class_ = std::wstring(L"CLSID\\") + cluster::kScriptClassText;
};

TEST_F(ScriptClassRegistration, LetsTheNameFindTheDllByItsAbsolutePath) {
  const auto error = register_script_class(dll_, classes_);
  ASSERT_FALSE(error) << error->where;
  EXPECT_EQ(value(L"DeepAlive.Cluster\\CLSID"), cluster::kScriptClassText);
  EXPECT_EQ(value(class_ + L"\\InprocServer32"), dll_.wstring());
  EXPECT_EQ(value(class_ + L"\\InprocServer32", L"ThreadingModel"), L"Both");
}

TEST_F(ScriptClassRegistration, HasTheSameIdentifierInTextAndInBinary) {
  CLSID parsed{};
  ASSERT_EQ(CLSIDFromString(cluster::kScriptClassText, &parsed), S_OK);
  EXPECT_TRUE(IsEqualCLSID(parsed, cluster::kScriptClass));
}

TEST_F(ScriptClassRegistration, FollowsADllThatHasMoved) {
  ASSERT_FALSE(register_script_class(dll_, classes_));
  const auto moved = folder_.path() / "moved.dll";
  std::filesystem::copy_file(dll_, moved);
  ASSERT_FALSE(register_script_class(moved, classes_));
  EXPECT_EQ(value(class_ + L"\\InprocServer32"), moved.wstring());
}

TEST_F(ScriptClassRegistration, RefusesADllThatIsNotThereAndSaysWhatToDo) {
  const auto error = register_script_class(folder_.path() / "no.dll", classes_);
  ASSERT_TRUE(error);
  EXPECT_NE(error->where.find("no.dll. Put it there"), std::string::npos) << error->where;
  EXPECT_TRUE(register_script_class("deepalive_cluster.dll", classes_)) << "a relative path";
  EXPECT_EQ(value(L"DeepAlive.Cluster\\CLSID"), L"");
}

TEST_F(ScriptClassRegistration, GoesWithoutATraceAndTwice) {
  ASSERT_FALSE(register_script_class(dll_, classes_));
  EXPECT_FALSE(unregister_script_class(classes_));
  EXPECT_EQ(value(L"DeepAlive.Cluster\\CLSID"), L"");
  EXPECT_EQ(value(class_ + L"\\InprocServer32"), L"");
  EXPECT_FALSE(unregister_script_class(classes_));
}

}  // namespace
}  // namespace deepalive::service
