#include "service/lag_meter.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr Duration kBeat = 100ms;
constexpr Duration kWorthNoting = 50ms;
constexpr Duration kKept = 10min;  // longer than any look may take

}  // namespace

void LagLog::beat(TimePoint due, TimePoint now) {
  next_due_ = now + kBeat;
  while (!delays_.empty() && delays_.front().end < now - kKept) delays_.pop_front();
  if (now - due >= kWorthNoting) delays_.push_back({now, now - due});
}

Duration LagLog::worst_since(TimePoint begin, TimePoint now) const {
  Duration worst = now > next_due_ ? now - std::max(next_due_, begin) : Duration::zero();
  for (const Delay& delay : delays_) {
    if (delay.end > begin) worst = std::max(worst, std::min(delay.length, delay.end - begin));
  }
  return worst;
}

LagMeter::LagMeter(asio::io_context& context, Clock clock)
    : clock_(std::move(clock)), timer_(context) {}

void LagMeter::start() { asio::co_spawn(timer_.get_executor(), beat(), asio::detached); }

void LagMeter::stop() {
  stopping_ = true;
  timer_.cancel();
}

asio::awaitable<void> LagMeter::beat() {
  TimePoint due = clock_().steady;
  while (!stopping_) {
    log_.beat(due, clock_().steady);
    due = clock_().steady + kBeat;
    boost::system::error_code woken;
    timer_.expires_at(due);
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
}

}  // namespace deepalive::service
