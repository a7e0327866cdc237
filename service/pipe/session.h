#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <string>
#include <utility>

#include "service/pipe/listener.h"
#include "service/pipe/pipe_server.h"

namespace deepalive::service {

// One client. Whoever finds the deadline over, or wants it gone, calls close(): the session then
// ends itself.
struct Connection {
  explicit Connection(PipeStream connected)
      : stream(std::move(connected)),
        news(stream.get_executor()),
        last_request(std::chrono::steady_clock::now()) {}

  void close() {
    close_now(stream);
    news.cancel();
  }

  PipeStream stream;
  boost::asio::steady_timer news;  // waits for a conversation's next line; cancelled when one came
  TimePoint deadline = TimePoint::max();
  TimePoint last_request;  // or last line of a conversation, or when it connected
};

// What all sessions share.
struct SessionRules {
  const PipeHandlers& handlers;
  const PipeLimits& limits;
  RequestCounters& requests;
};

// Answers request after request until the client leaves or breaks a limit. Returns with the stream
// done with.
boost::asio::awaitable<void> serve_control(Connection& connection, SessionRules rules);

// Writes the one line of an answer pipe.
boost::asio::awaitable<void> serve_answer(Connection& connection, SessionRules rules,
                                          const std::string& role, Question question);

}  // namespace deepalive::service
