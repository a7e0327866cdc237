#include "service/events/windows/event_source.h"

#include <gtest/gtest.h>
#include <windows.h>

#include "service/events/event_list.h"

namespace deepalive::service {
namespace {

class EventSource : public ::testing::Test {
 protected:
  ~EventSource() override { RegDeleteTreeW(HKEY_LOCAL_MACHINE, log_.c_str()); }

  // "" when it is not there, or of another type.
  std::wstring path(const wchar_t* name) const {
    wchar_t text[1024];
    DWORD size = sizeof text;
    const LSTATUS status = RegGetValueW(HKEY_LOCAL_MACHINE, (log_ + L"\\DeepAlive").c_str(), name,
                                        RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND, nullptr, text, &size);
    return status == ERROR_SUCCESS ? text : L"";
  }
  DWORD number(const wchar_t* name) const {
    DWORD value = 0;
    DWORD size = sizeof value;
    RegGetValueW(HKEY_LOCAL_MACHINE, (log_ + L"\\DeepAlive").c_str(), name, RRF_RT_REG_DWORD,
                 nullptr, &value, &size);
    return value;
  }

  const std::wstring log_ = L"Software\\DeepAliveTest" + std::to_wstring(GetCurrentProcessId());
};

TEST_F(EventSource, LetsEventViewerFindTheTexts) {
  const std::wstring program = L"C:\\Program Files\\DeepAlive\\deepalive.exe";
  const auto error = register_event_source(program, log_);
  ASSERT_FALSE(error) << error->where;
  EXPECT_EQ(path(L"EventMessageFile"), program);
  EXPECT_EQ(path(L"CategoryMessageFile"), program);
  EXPECT_EQ(number(L"CategoryCount"), all_event_categories().size());
  EXPECT_EQ(number(L"TypesSupported"), 7u);
}

TEST_F(EventSource, FollowsAProgramThatHasMoved) {
  ASSERT_FALSE(register_event_source(L"C:\\old\\deepalive.exe", log_));
  ASSERT_FALSE(register_event_source(L"C:\\new\\deepalive.exe", log_));
  EXPECT_EQ(path(L"EventMessageFile"), L"C:\\new\\deepalive.exe");
}

TEST_F(EventSource, RefusesAPathThatOthersWouldNotFind) {
  const auto error = register_event_source(L"deepalive.exe", log_);
  ASSERT_TRUE(error);
  EXPECT_NE(error->where.find("no absolute path"), std::string::npos) << error->where;
  EXPECT_EQ(path(L"EventMessageFile"), L"");
}

TEST_F(EventSource, GoesWithoutATraceAndTwice) {
  ASSERT_FALSE(register_event_source(L"C:\\deepalive.exe", log_));
  EXPECT_FALSE(unregister_event_source(log_));
  EXPECT_EQ(path(L"EventMessageFile"), L"");
  EXPECT_FALSE(unregister_event_source(log_));
}

}  // namespace
}  // namespace deepalive::service
