#pragma once

#include <algorithm>
#include <chrono>

#include "config/web/web_config.h"
#include "core/time.h"

namespace deepalive::service {

// A bucket of `burst` tokens; one comes back each interval, and a request takes one. Not
// thread-safe.
class RateLimiter {
 public:
  // Whether a request may be answered now. Another limit than last time begins with a full bucket.
  bool allow(const config::RateLimit& limit, TimePoint now) {
    if (limit.interval == Duration::zero()) return true;
    if (limit != limit_) {
      limit_ = limit;
      tokens_ = limit.burst;
      filled_ = now;
    }
    const std::chrono::duration<double> passed = now - filled_;
    tokens_ = std::min<double>(limit.burst,
                               tokens_ + passed / std::chrono::duration<double>(limit.interval));
    filled_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

 private:
  config::RateLimit limit_{};
  double tokens_ = 0;
  TimePoint filled_{};
};

}  // namespace deepalive::service
