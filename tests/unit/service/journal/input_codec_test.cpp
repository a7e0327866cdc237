#include "service/journal/input_codec.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "tests/unit/service/journal/life.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using testing::Dice;

const Instant kBegin{TimePoint(5h), WallTime(std::chrono::seconds(1'700'000'000))};
const std::vector<std::size_t> kChecks = {3, 0, 2};

std::vector<Reason> reasons() {
  std::vector<Reason> all;
  for (const ReasonInfo& reason : all_reasons()) all.push_back(reason.reason);
  return all;
}

Observation plain_pass(Instant now) {
  return {.outcome = Outcome::pass,
          .reason = Reason::ok,
          .detail = "status 200",
          .duration = 1234us,
          .time = now,
          .http = HttpEvidence{.phases = {}, .status = 200}};
}

std::string text(const Instant& instant) {
  return std::to_string(instant.steady.time_since_epoch().count());
}

// What must come back.
std::string text(std::size_t role, const RoleInput& input, const Instant& now) {
  std::string out = std::to_string(role) + " @" + text(now) + " ";
  if (const auto* observed = std::get_if<Observed>(&input)) {
    const Observation& seen = observed->observation;
    return out + "check " + std::to_string(observed->check) + " " +
           std::string(to_name(seen.outcome)) + (seen.degraded ? " degraded " : " ") +
           std::string(to_name(seen.reason)) + " " +
           std::to_string(seen.http ? seen.http->status : 0) + " " +
           std::to_string(seen.duration.count() / 1000) + " " + text(seen.time);
  }
  if (const auto* placed = std::get_if<Placed>(&input)) {
    return out + "placed " + std::to_string(static_cast<int>(placed->placement));
  }
  if (const auto* recycled = std::get_if<Recycled>(&input)) {
    return out + "recycled " + recycled->app_pool + " " + text({recycled->not_before, {}});
  }
  if (const auto* set = std::get_if<MaintenanceSet>(&input)) {
    if (!set->maintenance) return out + "no maintenance";
    return out + "maintenance " + text({set->maintenance->until, {}}) + " " +
           to_utc_text(set->maintenance->until_wall) + " " + set->maintenance->reason;
  }
  return out + "refreshed";
}

RoleInput some_input(Dice& dice, std::size_t& role, Instant now) {
  role = 2 * dice.below(2);
  switch (dice.below(8)) {
    case 0:
      role = dice.below(3);
      return Refreshed{};
    case 1:
      return Placed{dice.below(2) ? NodePlacement::standby : NodePlacement::active};
    case 2:
      return Recycled{"Pool " + std::to_string(dice.below(3)), now.steady - 1s * dice.below(9)};
    case 3:
      if (dice.below(2)) return MaintenanceSet{};
      return MaintenanceSet{Maintenance{now.steady + 1ns * dice.below(1'000'000'000),
                                        now.wall + 1s * dice.below(900), "because"}};
    default:
      break;
  }
  Observation seen = plain_pass(now);
  seen.outcome = static_cast<Outcome>(dice.below(3));
  seen.degraded = dice.below(5) == 0;
  seen.reason = static_cast<Reason>(dice.below(static_cast<unsigned>(all_reasons().size())));
  if (dice.below(3) == 0) seen.detail = std::string(dice.below(3000), 'd');
  seen.duration = 1us * dice.below(10'000'000);
  if (dice.below(2)) {
    seen.http->status = dice.below(1000);
  } else {
    seen.http.reset();
  }
  return Observed{dice.below(static_cast<unsigned>(kChecks[role])), std::move(seen)};
}

TEST(InputCodec, GivesBackWhateverItWasGiven) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    Dice dice(seed);
    InputEncoder encoder(kChecks, kBegin);
    ByteWriter out;
    std::vector<std::string> told;
    Instant now = kBegin;
    for (int i = 0; i < 300; ++i) {
      // Also backwards, and between the microseconds.
      const auto step = dice.below(10) == 0 ? -1ns * dice.below(1000) : 1ns * dice.below(2'000'000);
      now.steady += dice.below(2) ? step : step * 1000;
      now.wall += step;
      if (dice.below(20) == 0) now.wall += std::chrono::hours(dice.below(100)) - 50h;
      std::size_t role = 0;
      const RoleInput input = some_input(dice, role, now);
      encoder.append(out, role, input, now);
      told.push_back(text(role, input, now));
    }
    InputDecoder decoder(kChecks, kBegin, reasons());
    ByteReader in(out.bytes());
    std::vector<std::string> read;
    Instant last{};
    while (const auto input = decoder.next(in)) {
      read.push_back(text(input->role, input->input, input->now));
      last = input->now;
    }
    EXPECT_TRUE(in.ok()) << seed;
    EXPECT_EQ(read, told) << seed;
    EXPECT_LE(std::chrono::abs(last.wall - now.wall), 10ms) << seed;
  }
}

TEST(InputCodec, TakesLittleForAPlainPass) {
  std::vector<std::size_t> many(50, 20);
  InputEncoder encoder(many, kBegin);
  ByteWriter out;
  Instant now = kBegin;
  const auto round = [&] {
    for (std::size_t role = 0; role < many.size(); ++role) {
      now.steady += 5ms;
      now.wall += 5ms;
      encoder.append(out, role, Observed{role % 20, plain_pass(now)}, now);
    }
  };
  round();  // the first of each check also says what its reason is
  const std::size_t before = out.bytes().size();
  for (int i = 0; i < 10; ++i) round();
  EXPECT_LE((out.bytes().size() - before) / (10 * many.size()), 10u);
}

TEST(InputCodec, MakesSomethingOfAnyBytesAndNeverCrashes) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    Dice dice(seed);
    InputEncoder encoder(kChecks, kBegin);
    ByteWriter out;
    for (int i = 0; i < 20; ++i) {
      std::size_t role = 0;
      const RoleInput input = some_input(dice, role, kBegin);
      encoder.append(out, role, input, kBegin);
    }
    std::string bytes = out.take();
    for (unsigned i = dice.below(5); i < 5; ++i) {
      bytes[dice.below(static_cast<unsigned>(bytes.size()))] = static_cast<char>(dice.below(256));
    }
    InputDecoder decoder(kChecks, kBegin, reasons());
    ByteReader in(bytes);
    while (const auto input = decoder.next(in)) {
      ASSERT_LT(input->role, kChecks.size());
      if (const auto* observed = std::get_if<Observed>(&input->input)) {
        ASSERT_LT(observed->check, kChecks[input->role]);
      }
    }
  }
}

}  // namespace
}  // namespace deepalive::service
