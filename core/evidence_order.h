#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <vector>

#include "core/time.h"

namespace deepalive {

// The checks of a role by the age of their evidence, so that the oldest is known without a look at
// all of them. Seeing one costs the same with any number of checks, as long as evidence comes in
// about the order of its times. Not thread-safe.
class EvidenceOrder {
 public:
  explicit EvidenceOrder(std::size_t checks);
  EvidenceOrder(EvidenceOrder&&) = default;
  EvidenceOrder& operator=(EvidenceOrder&&) = default;

  void seen(std::size_t check, TimePoint evidence);
  void forget_all();
  // The oldest evidence after this time. What is older is forgotten until its check is seen again,
  // so `after` may only rise.
  std::optional<TimePoint> oldest_after(TimePoint after);

 private:
  struct Entry {
    TimePoint evidence;
    bool counts = false;
  };
  using Order = std::list<Entry>;

  void forget_oldest();

  Order order_;  // the oldest first
  Order out_;    // those that count for nothing
  std::vector<Order::iterator> entries_;
};

}  // namespace deepalive
