#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "probes/iis/windows/ahadmin.h"
#include "probes/windows/com.h"

// Single values out of configuration elements. All on the thread of the manager they come from.
namespace deepalive::probes::ahadmin {

using Element = windows::ComPtr<IAppHostElement>;
using ElementCollection = windows::ComPtr<IAppHostElementCollection>;

// The names of what is read, as BSTRs that are made once and not for each of thousands of reads.
struct Words {
  const windows::Bstr config_path{L"MACHINE/WEBROOT/APPHOST"};
  const windows::Bstr sites_section{L"system.applicationHost/sites"};
  const windows::Bstr app_pools_section{L"system.applicationHost/applicationPools"};
  const windows::Bstr name{L"name"};
  const windows::Bstr id{L"id"};
  const windows::Bstr state{L"state"};
  const windows::Bstr site_auto_start{L"serverAutoStart"};
  const windows::Bstr pool_auto_start{L"autoStart"};
  const windows::Bstr start_mode{L"startMode"};
  const windows::Bstr application_pool{L"applicationPool"};
  const windows::Bstr worker_processes{L"workerProcesses"};
  const windows::Bstr process_id{L"processId"};
  const windows::Bstr app_pool_name{L"appPoolName"};
  const windows::Bstr path{L"path"};
  const windows::Bstr physical_path{L"physicalPath"};
  const windows::Bstr user_name{L"userName"};
  const windows::Bstr failure{L"failure"};
  const windows::Bstr rapid_fail{L"rapidFailProtection"};
  const windows::Bstr rapid_fail_interval{L"rapidFailProtectionInterval"};
  const windows::Bstr rapid_fail_max_crashes{L"rapidFailProtectionMaxCrashes"};
};

inline constexpr HRESULT kInvalidIndex = static_cast<HRESULT>(0x80070585);

// The text that the server left on this thread for a call that has just failed, on one line; empty
// when it left none. Taken away by this.
std::string server_text();

// The error of a call that has just failed on this thread, with the text that the server left for
// it.
Error call_error(std::string_view what, HRESULT result);

// A value that is there and empty (IIS shows that for seconds after a change) is an error, never 0.
Result<std::wstring> read_text(IAppHostElement& element, const windows::Bstr& property);
Result<std::uint32_t> read_number(IAppHostElement& element, const windows::Bstr& property);
Result<bool> read_flag(IAppHostElement& element, const windows::Bstr& property);
Result<Duration> read_time_span(IAppHostElement& element, const windows::Bstr& property);

// An element without a collection has an empty one: then the pointer is null.
Result<ElementCollection> collection_of(IAppHostElement& element, std::string_view what);
Result<std::uint32_t> count_of(IAppHostElementCollection& collection);
Result<Element> item_of(IAppHostElementCollection& collection, std::uint32_t index);

}  // namespace deepalive::probes::ahadmin
