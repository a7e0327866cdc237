#pragma once

#include "cluster/resource/health_memory.h"
#include "cluster/windows/resource_api.h"

// How long the resource's thread waits for what.
namespace deepalive::cluster {

inline constexpr const wchar_t* kWebService = L"W3SVC";
inline constexpr Milliseconds kConnectTimeout{1000};
inline constexpr Milliseconds kSendTimeout{1000};
inline constexpr Milliseconds kRetry{500};
inline constexpr Milliseconds kHeartbeat{1000};  // of the agent, and of our own reports
inline constexpr Milliseconds kSilence{5000};    // of an agent that works on a request
inline constexpr Milliseconds kOfflineTimeout{60000};
inline constexpr Milliseconds kOfflineWithoutAgent{5000};
inline constexpr DWORD kCloseTimeout = 2000;  // ms

// Stands still while the machine sleeps.
inline Milliseconds now() {
  ULONGLONG hundred_nanoseconds = 0;
  QueryUnbiasedInterruptTime(&hundred_nanoseconds);
  return Milliseconds(hundred_nanoseconds / 10'000);
}

}  // namespace deepalive::cluster
