#include "service/journal/input_codec.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>
#include <variant>

namespace deepalive::service {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kMaxDetail = 1024;  // bytes
constexpr auto kWallTolerance = std::chrono::milliseconds(10);

// The first byte of an input. Its lowest bit tells an observation from all else.
//   observation: 0 | outcome, 2 bits | degraded | news | status
//   other:       1 | which
constexpr std::uint8_t kOther = 1;
constexpr unsigned kOutcomeShift = 1;
constexpr std::uint8_t kDegraded = 1 << 3;
constexpr std::uint8_t kNews = 1 << 4;    // reason and detail follow
constexpr std::uint8_t kStatus = 1 << 5;  // an HTTP status that is not the last one follows

enum class Other : std::uint8_t { refreshed, placed, recycled, maintenance_set, wall_offset };

std::uint8_t tag_of(Other other) {
  return static_cast<std::uint8_t>(kOther | (static_cast<unsigned>(other) << 1));
}

template <class Duration>
std::int64_t count(Duration duration) {
  return std::chrono::duration_cast<nanoseconds>(duration).count();
}

template <class Time>
Time moment(std::int64_t since_epoch) {
  return Time(std::chrono::duration_cast<typename Time::duration>(nanoseconds(since_epoch)));
}

// Adding what a disk says must not overflow.
std::int64_t sum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

// Clocks that give whole microseconds take fewer bytes.
void append_step(ByteWriter& out, std::int64_t step) {
  if (step % 1000 == 0) {
    out.number(fold(step / 1000) << 1);
  } else {
    out.number(1);
    out.difference(step);
  }
}

std::int64_t read_step(ByteReader& in) {
  const std::uint64_t first = in.number();
  if (first == 1) return in.difference();
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(unfold(first >> 1)) * 1000);
}

std::string_view cut(std::string_view text) {
  if (text.size() <= kMaxDetail) return text;
  std::size_t end = kMaxDetail;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

InputContext::InputContext(const std::vector<std::size_t>& checks_of_roles, Instant begin)
    : time(begin.steady),
      wall_offset(begin.wall.time_since_epoch() -
                  std::chrono::duration_cast<WallTime::duration>(begin.steady.time_since_epoch())) {
  first_check.push_back(0);
  for (const std::size_t number : checks_of_roles) {
    first_check.push_back(first_check.back() + number);
  }
  checks.resize(first_check.back());
}

void InputEncoder::append_time(ByteWriter& out, Instant now) {
  append_step(out, count(now.steady - context_.time));
  context_.time = now.steady;
}

void InputEncoder::append(ByteWriter& out, std::size_t role, const RoleInput& input, Instant now) {
  const WallTime::duration offset =
      now.wall.time_since_epoch() -
      std::chrono::duration_cast<WallTime::duration>(now.steady.time_since_epoch());
  if (offset - context_.wall_offset > kWallTolerance ||
      context_.wall_offset - offset > kWallTolerance) {
    out.byte(tag_of(Other::wall_offset));
    out.difference(count(offset));
    context_.wall_offset = offset;
  }
  if (const auto* observed = std::get_if<Observed>(&input)) {
    append_observed(out, role, *observed, now);
    return;
  }
  const auto begin = [&](Other other) {
    out.byte(tag_of(other));
    append_time(out, now);
    out.number(role);
  };
  if (std::holds_alternative<Refreshed>(input)) {
    begin(Other::refreshed);
  } else if (const auto* placed = std::get_if<Placed>(&input)) {
    begin(Other::placed);
    out.byte(placed->placement == NodePlacement::standby ? 1 : 0);
  } else if (const auto* recycled = std::get_if<Recycled>(&input)) {
    begin(Other::recycled);
    out.text(cut(recycled->app_pool));
    out.difference(count(recycled->not_before - now.steady));
  } else if (const auto* set = std::get_if<MaintenanceSet>(&input)) {
    begin(Other::maintenance_set);
    out.byte(set->maintenance ? 1 : 0);
    if (!set->maintenance) return;
    out.difference(count(set->maintenance->until - now.steady));
    out.difference(count(set->maintenance->until_wall.time_since_epoch()));
    out.text(cut(set->maintenance->reason));
  }
}

void InputEncoder::append_observed(ByteWriter& out, std::size_t role, const Observed& observed,
                                   Instant now) {
  const Observation& observation = observed.observation;
  const std::size_t number = context_.first_check[role] + observed.check;
  InputContext::Check& last = context_.checks[number];
  const unsigned status = observation.http ? observation.http->status : 0;
  const bool news = last.outcome != observation.outcome || last.degraded != observation.degraded ||
                    last.reason != observation.reason;
  auto tag = static_cast<std::uint8_t>(static_cast<unsigned>(observation.outcome) << kOutcomeShift);
  if (observation.degraded) tag |= kDegraded;
  if (news) tag |= kNews;
  if (status != last.status) tag |= kStatus;
  out.byte(tag);
  append_time(out, now);
  out.number(number);
  out.number(static_cast<std::uint64_t>(std::max<std::int64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(observation.duration).count(), 0)));
  if (news) {
    out.number(static_cast<std::uint64_t>(observation.reason));
    out.text(cut(observation.detail));
  }
  if (status != last.status) out.number(status);
  last.outcome = observation.outcome;
  last.degraded = observation.degraded;
  last.reason = observation.reason;
  last.status = status;
}

std::optional<RecordedInput> InputDecoder::next(ByteReader& in) {
  while (in.ok() && !in.at_end()) {
    const std::uint8_t tag = in.byte();
    if (tag == tag_of(Other::wall_offset)) {
      context_.wall_offset =
          std::chrono::duration_cast<WallTime::duration>(nanoseconds(in.difference()));
      continue;
    }
    context_.time = moment<TimePoint>(sum(count(context_.time.time_since_epoch()), read_step(in)));
    if ((tag & kOther) == 0) return next_observed(in, tag);
    const std::int64_t now = count(context_.time.time_since_epoch());
    RecordedInput recorded{
        .role = static_cast<std::size_t>(in.number()),
        .input = Refreshed{},
        .now = {context_.time, moment<WallTime>(sum(now, count(context_.wall_offset)))}};
    if (recorded.role >= context_.first_check.size() - 1) return in.reject(), std::nullopt;
    if (tag == tag_of(Other::placed)) {
      recorded.input = Placed{in.byte() == 1 ? NodePlacement::standby : NodePlacement::active};
    } else if (tag == tag_of(Other::recycled)) {
      std::string pool(in.text());
      recorded.input = Recycled{std::move(pool), moment<TimePoint>(sum(now, in.difference()))};
    } else if (tag == tag_of(Other::maintenance_set)) {
      MaintenanceSet set;
      if (in.byte() == 1) {
        Maintenance maintenance;
        maintenance.until = moment<TimePoint>(sum(now, in.difference()));
        maintenance.until_wall = moment<WallTime>(in.difference());
        maintenance.reason = in.text();
        set.maintenance = std::move(maintenance);
      }
      recorded.input = std::move(set);
    } else if (tag != tag_of(Other::refreshed)) {
      in.reject();
    }
    if (!in.ok()) return std::nullopt;
    return recorded;
  }
  return std::nullopt;
}

std::optional<RecordedInput> InputDecoder::next_observed(ByteReader& in, std::uint8_t tag) {
  const auto number = static_cast<std::size_t>(in.number());
  const unsigned outcome = (tag >> kOutcomeShift) & 3;
  if (number >= context_.checks.size() || outcome > 2) return in.reject(), std::nullopt;
  InputContext::Check& last = context_.checks[number];
  const std::uint64_t microseconds = in.number();
  last.outcome = static_cast<Outcome>(outcome);
  last.degraded = (tag & kDegraded) != 0;
  if (tag & kNews) {
    const std::uint64_t reason = in.number();
    last.reason = reason < reasons_.size() ? reasons_[reason] : Reason::internal_error;
    last.detail = in.text();
  }
  if (tag & kStatus) last.status = static_cast<unsigned>(in.number());
  if (!in.ok()) return std::nullopt;
  const auto role = std::ranges::upper_bound(context_.first_check, number) - 1;
  const Instant now{context_.time, moment<WallTime>(sum(count(context_.time.time_since_epoch()),
                                                        count(context_.wall_offset)))};
  Observation observation{.outcome = last.outcome,
                          .degraded = last.degraded,
                          .reason = last.reason,
                          .detail = last.detail,
                          .duration = std::chrono::duration_cast<Duration>(
                              nanoseconds(static_cast<std::int64_t>(microseconds * 1000))),
                          .time = now};
  if (last.status != 0) observation.http = HttpEvidence{.phases = {}, .status = last.status};
  return RecordedInput{.role = static_cast<std::size_t>(role - context_.first_check.begin()),
                       .input = Observed{number - *role, std::move(observation)},
                       .now = now};
}

}  // namespace deepalive::service
