#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "core/time.h"

namespace deepalive::service {

// When a thread was held up: beats that came too late. Not thread-safe.
class LagLog {
 public:
  // A beat that was due then came now.
  void beat(TimePoint due, TimePoint now);
  // The longest delay since `begin`, also of a beat that
  // has not come yet.
  Duration worst_since(TimePoint begin, TimePoint now) const;

 private:
  struct Delay {
    TimePoint end;
    Duration length;
  };
  std::deque<Delay> delays_;  // those that matter, the oldest first
  TimePoint next_due_ = TimePoint::max();
};

// Measures it on the thread of an io_context, ten times a second.
class LagMeter {
 public:
  LagMeter(boost::asio::io_context& context, Clock clock);

  void start();
  void stop();
  Duration worst_since(TimePoint begin) const { return log_.worst_since(begin, clock_().steady); }

 private:
  boost::asio::awaitable<void> beat();

  const Clock clock_;
  boost::asio::steady_timer timer_;
  LagLog log_;
  bool stopping_ = false;
};

}  // namespace deepalive::service
