#include "core/evidence_order.h"

#include <iterator>

namespace deepalive {

EvidenceOrder::EvidenceOrder(std::size_t checks) {
  entries_.reserve(checks);
  for (std::size_t i = 0; i < checks; ++i) entries_.push_back(out_.emplace(out_.end()));
}

void EvidenceOrder::seen(std::size_t check, TimePoint evidence) {
  const auto entry = entries_[check];
  out_.splice(out_.end(), entry->counts ? order_ : out_, entry);  // not compared with itself
  *entry = {.evidence = evidence, .counts = true};
  auto behind = order_.end();
  while (behind != order_.begin() && std::prev(behind)->evidence > evidence) --behind;
  order_.splice(behind, out_, entry);
}

void EvidenceOrder::forget_all() {
  while (!order_.empty()) forget_oldest();
}

void EvidenceOrder::forget_oldest() {
  order_.front().counts = false;
  out_.splice(out_.end(), order_, order_.begin());
}

std::optional<TimePoint> EvidenceOrder::oldest_after(TimePoint after) {
  while (!order_.empty() && order_.front().evidence <= after) forget_oldest();
  if (order_.empty()) return std::nullopt;
  return order_.front().evidence;
}

}  // namespace deepalive
