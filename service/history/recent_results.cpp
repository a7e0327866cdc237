#include "service/history/recent_results.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <tuple>

namespace deepalive::service {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// A result in words that are written and read one by one: time, reason and outcome; then durations
// in microseconds, two a word: all, resolve; connect, tls; processing, transfer.
constexpr std::size_t kWords = 4;
constexpr std::size_t kWordsWithoutPhases = 2;
using Packed = std::array<std::uint64_t, kWords>;

std::uint64_t pack(Duration high, Duration low) {
  const auto bounded = [](Duration duration) {
    const auto count = std::chrono::duration_cast<microseconds>(duration).count();
    return static_cast<std::uint64_t>(
        std::clamp<std::int64_t>(count, 0, std::numeric_limits<std::uint32_t>::max()));
  };
  return bounded(high) << 32 | bounded(low);
}

Duration high_of(std::uint64_t word) { return microseconds(word >> 32); }
Duration low_of(std::uint64_t word) { return microseconds(word & 0xffff'ffff); }

Packed pack(const Observation& seen) {
  const auto time = std::chrono::floor<milliseconds>(seen.time.wall.time_since_epoch()).count();
  const HttpPhases phases = seen.http ? seen.http->phases : HttpPhases{};
  return {static_cast<std::uint64_t>(time) << 16 | static_cast<std::uint64_t>(seen.reason) << 8 |
              static_cast<std::uint64_t>(seen.outcome) << 1 | (seen.degraded ? 1U : 0U),
          pack(seen.duration, phases.resolve), pack(phases.connect, phases.tls),
          pack(phases.processing, phases.transfer)};
}

RecentResult unpack(const Packed& words, bool with_phases) {
  RecentResult result{.time = WallTime(milliseconds(words[0] >> 16)),
                      .outcome = static_cast<Outcome>(words[0] >> 1 & 3),
                      .degraded = (words[0] & 1) != 0,
                      .reason = static_cast<Reason>(words[0] >> 8 & 0xff),
                      .duration = high_of(words[1])};
  if (with_phases) {
    result.phases = HttpPhases{.resolve = low_of(words[1]),
                               .connect = high_of(words[2]),
                               .tls = low_of(words[2]),
                               .processing = high_of(words[3]),
                               .transfer = low_of(words[3])};
  }
  return result;
}

}  // namespace

bool RecentResult::operator==(const RecentResult& other) const {
  const auto all = [](const RecentResult& result) {
    const HttpPhases phases = result.phases.value_or(HttpPhases{});
    return std::tuple(result.time, result.outcome, result.degraded, result.reason, result.duration,
                      result.phases.has_value(), phases.resolve, phases.connect, phases.tls,
                      phases.processing, phases.transfer);
  };
  return all(*this) == all(other);
}

// One writer. A reader takes what is there and then asks how far the writer has come meanwhile:
// what it may have overwritten is left out. Who has read a word of the writer's newest result
// (acquire, release) sees that all before it are complete, so no result is ever half an old one.
class RecentResults::Ring {
 public:
  explicit Ring(bool with_phases)
      : with_phases_(with_phases),
        words_(with_phases ? kWords : kWordsWithoutPhases),
        slots_(kSlots * words_) {}

  void add(const Observation& seen) {
    const Packed packed = pack(seen);
    const std::uint64_t written = written_.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < words_; ++i) {
      slot(written, i).store(packed[i], std::memory_order_release);
    }
    written_.store(written + 1, std::memory_order_release);
  }

  std::vector<RecentResult> last() const {
    const std::uint64_t end = written_.load(std::memory_order_acquire);
    const std::uint64_t begin = end > kKept ? end - kKept : 0;
    std::vector<RecentResult> results;
    results.reserve(end - begin);
    for (std::uint64_t i = begin; i < end; ++i) {
      Packed packed{};
      for (std::size_t word = 0; word < words_; ++word) {
        packed[word] = slot(i, word).load(std::memory_order_acquire);
      }
      results.push_back(unpack(packed, with_phases_));
    }
    // The one that is being written now may stand where these were.
    const std::uint64_t now = written_.load(std::memory_order_acquire) + 1;
    const std::uint64_t safe = now > kSlots ? now - kSlots : 0;
    if (safe > begin) {
      results.erase(results.begin(),
                    results.begin() + static_cast<std::ptrdiff_t>(std::min(safe, end) - begin));
    }
    return results;
  }

 private:
  static constexpr std::size_t kSlots = 64;
  static_assert(kSlots > kKept);

  std::atomic<std::uint64_t>& slot(std::uint64_t result, std::size_t word) {
    return slots_[(result % kSlots) * words_ + word];
  }
  const std::atomic<std::uint64_t>& slot(std::uint64_t result, std::size_t word) const {
    return slots_[(result % kSlots) * words_ + word];
  }

  const bool with_phases_;
  const std::size_t words_;  // of a result
  std::vector<std::atomic<std::uint64_t>> slots_;
  std::atomic<std::uint64_t> written_{0};
};

RecentResults::RecentResults(const NodeSpec& spec) : rings_(std::make_shared<const Rings>()) {
  reconfigure(spec);
}

RecentResults::~RecentResults() = default;

const RecentResults::Kept* RecentResults::find(const Rings& rings, std::string_view role,
                                               std::string_view check) {
  const auto of_role = rings.find(role);
  if (of_role == rings.end()) return nullptr;
  const auto kept = of_role->second.find(check);
  return kept == of_role->second.end() ? nullptr : &kept->second;
}

void RecentResults::reconfigure(const NodeSpec& spec) {
  const auto before = rings_.load();
  Rings next;
  for (const RoleSpec& role : spec.roles) {
    OfRole& of_role = next[role.name];
    for (const CheckSpec& check : role.checks) {
      const CheckKind kind = check.kind();
      const Kept* const known = find(*before, role.name, check.name);
      of_role.emplace(check.name,
                      known && known->kind == kind
                          ? *known
                          : Kept{kind, std::make_shared<Ring>(kind == CheckKind::http)});
    }
  }
  rings_.store(std::make_shared<const Rings>(std::move(next)));
}

void RecentResults::record(const RoleInput& input, const RoleChange& change) {
  const auto* const observed = std::get_if<Observed>(&input);
  if (observed == nullptr) return;
  const CheckHealth& check = *change.after->checks[observed->check];
  const auto rings = rings_.load();
  const Kept* const kept = find(*rings, change.after->spec->name, check.spec->name);
  if (kept != nullptr) kept->ring->add(check.last);
}

std::vector<RecentResult> RecentResults::of(std::string_view role, std::string_view check) const {
  const auto rings = rings_.load();
  const Kept* const kept = find(*rings, role, check);
  return kept == nullptr ? std::vector<RecentResult>() : kept->ring->last();
}

}  // namespace deepalive::service
