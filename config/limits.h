#pragma once

#include <chrono>
#include <cstddef>

#include "core/time.h"

// Every bound that a configuration has to keep, in one place.
namespace deepalive::config {

// Inclusive.
template <class T>
struct Range {
  T least;
  T most;
};

// The file, before and while it is parsed.
inline constexpr std::size_t kMaxFile = std::size_t{1} << 20;  // bytes
inline constexpr int kMaxDepth = 32;               // lists and mappings within each other
inline constexpr std::size_t kMaxNodes = 200'000;  // each use of an alias counts in full
inline constexpr std::size_t kMaxProblems = 200;   // more are counted, not listed

// ${env:…} and ${file:…}.
inline constexpr std::size_t kMaxReferencedFile = std::size_t{64} * 1024;  // bytes
inline constexpr std::size_t kMaxProtected = std::size_t{128} * 1024;      // bytes of base64
inline constexpr std::size_t kMaxReferenced = std::size_t{16}
                                              << 20;  // bytes, all references together

inline constexpr std::size_t kMaxRoles = 1000;
inline constexpr std::size_t kMaxChecks = 5000;  // of all roles together
inline constexpr std::size_t kMaxListed = 1000;  // sites, services or pools of a role
inline constexpr std::size_t kMaxListeners = 16;
inline constexpr std::size_t kMaxAllowedHosts = 64;
inline constexpr std::size_t kMaxHeaders = 64;
inline constexpr std::size_t kMaxStatusRanges = 64;
inline constexpr std::size_t kMaxExpectations = 64;  // of a response's headers, and of its JSON
// command, request_queue, content_path and shared_config of all roles together: each has threads of
// its own.
inline constexpr std::size_t kMaxBlockingChecks = 200;
inline constexpr std::size_t kMaxArguments = 64;

// Texts, in bytes.
inline constexpr std::size_t kMaxText = 1024;
inline constexpr std::size_t kMaxUrl = 8192;
inline constexpr std::size_t kMaxHeaderValue = 8192;
inline constexpr std::size_t kMaxPattern = 4096;
inline constexpr std::size_t kMaxRequestBody = std::size_t{64} * 1024;
inline constexpr std::size_t kMaxPipeName = 64;
inline constexpr std::size_t kMaxMethod = 32;

// agent.web_config.
inline constexpr std::size_t kMaxWebUsers = 100;
inline constexpr std::size_t kMaxAllowedSans = 100;
inline constexpr std::size_t kMaxPem = std::size_t{256} * 1024;  // bytes, each text or file
inline constexpr Range<unsigned> kBcryptCost{4, 18};             // 18: many seconds
inline constexpr Range<unsigned> kBurst{1, 1'000'000};
inline constexpr Range<Duration> kRateInterval{Duration::zero(), std::chrono::hours(1)};

inline constexpr Range<Duration> kInterval{std::chrono::milliseconds(10), std::chrono::hours(24)};
inline constexpr Range<Duration> kTimeout{std::chrono::milliseconds(10), std::chrono::minutes(5)};
inline constexpr Range<Duration> kLatency{std::chrono::milliseconds(1), std::chrono::minutes(5)};
inline constexpr Range<Duration> kExpiry{std::chrono::hours(1), std::chrono::hours(24 * 3650)};
inline constexpr Range<Duration> kStaleAfter{std::chrono::milliseconds(10),
                                             std::chrono::hours(7 * 24)};
inline constexpr Range<Duration> kGrace{Duration::zero(), std::chrono::hours(24)};
inline constexpr Range<Duration> kHold{Duration::zero(), std::chrono::hours(24)};
inline constexpr Range<unsigned> kThreshold{1, 100};
inline constexpr Range<int> kLevel{1, 5};
inline constexpr Range<int> kFailureConditionLevel{0, 5};
inline constexpr Range<unsigned> kRedirects{1, 20};
inline constexpr Range<unsigned> kStatus{100, 599};
inline constexpr Range<unsigned> kCrashes{0, 100};
inline constexpr Range<Duration> kCrashWindow{std::chrono::seconds(10), std::chrono::hours(24)};
inline constexpr Range<unsigned> kQueueLength{1, 65535};  // as IIS's queueLength
inline constexpr Range<std::size_t> kMaxBody{1, std::size_t{16} << 20};
inline constexpr Range<std::size_t> kLogSize{1024, std::size_t{1} << 30};
inline constexpr Range<unsigned> kLogKeep{0, 100};
inline constexpr Range<std::size_t> kJournalSize{std::size_t{1} << 20, std::size_t{16} << 30};
inline constexpr Range<Duration> kJournalKeep{std::chrono::hours(1), std::chrono::hours(24 * 3650)};

}  // namespace deepalive::config
