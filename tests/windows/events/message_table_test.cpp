#include <gtest/gtest.h>
#include <windows.h>

#include <string>
#include <vector>

#include "probes/windows/utf8.h"
#include "service/events/event.h"
#include "service/events/event_log_text.h"

// The texts as Event Viewer takes them: from the executable, which it does not run.
namespace deepalive::service {
namespace {

class MessageTable : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(module_) << "Win32 error " << GetLastError(); }
  ~MessageTable() override {
    if (module_) FreeLibrary(module_);
  }

  // Without the line's end that every message has; "" when it is not there.
  std::string text(std::uint32_t id, const std::vector<std::string>& inserts = {}) const {
    std::vector<std::wstring> wide;
    for (const std::string& insert : inserts) wide.push_back(windows::to_wide(insert));
    std::vector<DWORD_PTR> arguments;
    for (const std::wstring& insert : wide) {
      arguments.push_back(reinterpret_cast<DWORD_PTR>(insert.c_str()));
    }
    std::vector<wchar_t> found(64 * 1024);
    const DWORD length = FormatMessageW(
        FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY, module_, id, 0, found.data(),
        static_cast<DWORD>(found.size()), reinterpret_cast<va_list*>(arguments.data()));
    std::string message = windows::to_utf8({found.data(), length});
    return message.ends_with("\r\n") ? message.substr(0, message.size() - 2) : message;
  }

 private:
  const HMODULE module_ = LoadLibraryExW(DEEPALIVE_EXECUTABLE, nullptr, LOAD_LIBRARY_AS_DATAFILE);
};

TEST_F(MessageTable, HasEachEventsTextWithItsInsertsInPlace) {
  for (const EventInfo& info : all_events()) {
    std::vector<std::string> inserts;
    for (const auto name : insert_names(info)) inserts.push_back("<" + std::string(name) + " é>");
    Event event = make_event(info.id, inserts, {});
    EXPECT_EQ(text(message_id(info), all_inserts(event)), to_text(event)) << info.name;
    event.left_out = 12;
    EXPECT_EQ(text(message_id(info), all_inserts(event)), to_text(event)) << info.name;
  }
}

TEST_F(MessageTable, HasEachCategorysName) {
  for (const EventCategory category : all_event_categories()) {
    EXPECT_EQ(text(static_cast<std::uint32_t>(category)), to_name(category));
  }
  EXPECT_EQ(text(static_cast<std::uint32_t>(all_event_categories().size()) + 1), "");
}

TEST_F(MessageTable, LeavesWhatAnInsertHoldsAsItIs) {
  const std::string hostile = "%1 %n %%2 \\n {x} " + std::string(2000, 'x');
  const Event event = make_event(EventId::pipe_not_created, {hostile, "%2"}, {});
  EXPECT_EQ(text(message_id(info_of(event.id)), all_inserts(event)), to_text(event));
}

}  // namespace
}  // namespace deepalive::service
