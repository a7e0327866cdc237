#include "probes/iis/windows/pdh_queue_length.h"

#include <windows.h>

#include <pdh.h>
#include <pdhmsg.h>

#include <cstddef>
#include <cstdio>
#include <vector>

#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"

namespace deepalive::probes {
namespace {

constexpr const wchar_t* kCounter = L"\\HTTP Service Request Queues(*)\\CurrentQueueSize";
constexpr DWORD kMaxInstances = DWORD{16} << 20;  // bytes of names and values

struct QueryTraits {
  using Raw = PDH_HQUERY;
  static Raw empty() { return nullptr; }
  static void close(Raw raw) { PdhCloseQuery(raw); }
};
using Query = windows::UniqueHandle<QueryTraits>;

Error pdh_error(const char* step, PDH_STATUS status) {
  char code[16];
  std::snprintf(code, sizeof(code), "0x%08lX", static_cast<unsigned long>(status));
  std::string where = std::string("performance counters, ") + step + ": " + code;
  if (status == static_cast<PDH_STATUS>(PDH_CSTATUS_NO_OBJECT) ||
      status == static_cast<PDH_STATUS>(PDH_CSTATUS_NO_COUNTER)) {
    where += ", Windows has no counters of HTTP request queues (lodctr /r rebuilds them)";
  }
  return {Reason::queue_unreadable, status, std::move(where)};
}

// Counters cannot have these characters in the names of their instances.
std::wstring as_instance(std::wstring name) {
  for (wchar_t& c : name) {
    if (c == L'(') c = L'[';
    if (c == L')') c = L']';
    if (c == L'#' || c == L'/' || c == L'\\') c = L'_';
  }
  return name;
}

bool same(const std::wstring& a, const std::wstring& b) {
  return CompareStringOrdinal(a.data(), static_cast<int>(a.size()), b.data(),
                              static_cast<int>(b.size()), TRUE) == CSTR_EQUAL;
}

}  // namespace

Result<std::uint32_t> pdh_queue_length(const std::string& app_pool) {
  PDH_HQUERY raw = nullptr;
  PDH_STATUS status = PdhOpenQueryW(nullptr, 0, &raw);
  if (status != ERROR_SUCCESS) return pdh_error("opening", status);
  const Query query(raw);
  PDH_HCOUNTER counter = nullptr;
  status = PdhAddEnglishCounterW(query.get(), kCounter, 0, &counter);
  if (status != ERROR_SUCCESS) return pdh_error("finding", status);
  status = PdhCollectQueryData(query.get());
  if (status != ERROR_SUCCESS) return pdh_error("collecting", status);
  DWORD size = 0;
  DWORD count = 0;
  status = PdhGetFormattedCounterArrayW(counter, PDH_FMT_LARGE, &size, &count, nullptr);
  if (status != static_cast<PDH_STATUS>(PDH_MORE_DATA) || size > kMaxInstances) {
    return pdh_error("listing", status);
  }
  std::vector<std::byte> memory(size);
  auto* const items = reinterpret_cast<PDH_FMT_COUNTERVALUE_ITEM_W*>(memory.data());
  status = PdhGetFormattedCounterArrayW(counter, PDH_FMT_LARGE, &size, &count, items);
  if (status != ERROR_SUCCESS) return pdh_error("reading", status);
  const std::wstring wanted = as_instance(windows::to_wide(app_pool));
  for (DWORD i = 0; i < count; ++i) {
    const auto& item = items[i];
    if (!same(as_instance(item.szName), wanted)) continue;
    const bool valid = item.FmtValue.CStatus == PDH_CSTATUS_VALID_DATA ||
                       item.FmtValue.CStatus == PDH_CSTATUS_NEW_DATA;
    if (!valid || item.FmtValue.largeValue < 0) {
      return pdh_error("the value", static_cast<PDH_STATUS>(item.FmtValue.CStatus));
    }
    return static_cast<std::uint32_t>(item.FmtValue.largeValue);
  }
  return Error{Reason::queue_unreadable, 0,
               "Windows lists no request queue '" + app_pool +
                   "'; a pool that has had no request yet may have none"};
}

}  // namespace deepalive::probes
