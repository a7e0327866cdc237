#include "service/events/windows/event_log_sink.h"

#include <windows.h>

#include <string>
#include <vector>

#include "probes/windows/error_text.h"
#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"
#include "service/events/event_log_text.h"
#include "service/events/windows/event_source.h"

namespace deepalive::service {
namespace {

struct EventSourceTraits {
  using Raw = HANDLE;
  static Raw empty() { return nullptr; }
  static void close(Raw raw) { DeregisterEventSource(raw); }
};

WORD to_type(EventSeverity severity) {
  switch (severity) {
    case EventSeverity::error:
      return EVENTLOG_ERROR_TYPE;
    case EventSeverity::warning:
      return EVENTLOG_WARNING_TYPE;
    default:
      return EVENTLOG_INFORMATION_TYPE;
  }
}

class EventLogSink : public EventSink {
 public:
  std::optional<Error> write(const Event& event) override {
    if (!source_) source_.reset(RegisterEventSourceW(nullptr, kEventSource));
    if (!source_) return failed();
    const EventInfo& info = info_of(event.id);
    std::vector<std::wstring> inserts;
    for (const std::string& insert : all_inserts(event)) {
      inserts.push_back(windows::to_wide(event_log_insert(insert)));
    }
    std::vector<const wchar_t*> texts;
    for (const std::wstring& insert : inserts) texts.push_back(insert.c_str());
    if (ReportEventW(source_.get(), to_type(info.severity), static_cast<WORD>(info.category),
                     message_id(info), nullptr, static_cast<WORD>(texts.size()), 0, texts.data(),
                     nullptr)) {
      return std::nullopt;
    }
    const Error error = failed();
    source_.reset();  // the service behind it may have been started anew
    return error;
  }

 private:
  static Error failed() {
    const DWORD code = GetLastError();
    return {Reason::internal_error, static_cast<std::int64_t>(code),
            "the Event Log does not take them: " + windows::system_message(code) +
                " (Win32 error " + std::to_string(code) + ")"};
  }

  windows::UniqueHandle<EventSourceTraits> source_;
};

}  // namespace

std::unique_ptr<EventSink> make_event_log_sink() { return std::make_unique<EventLogSink>(); }

}  // namespace deepalive::service
