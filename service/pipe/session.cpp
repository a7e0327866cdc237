#include "service/pipe/session.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <optional>

#include "service/pipe/line_buffer.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

// A client that sends many lines at once waits for its turn after this much, so that the others get
// theirs.
constexpr std::size_t kLinesInTurn = 16;
constexpr std::size_t kBytesInTurn = std::size_t{64} * 1024;
// Of an over-long line this much more is read and thrown away, for the client to get as far as
// reading the answer.
constexpr std::size_t kMaxDrained = std::size_t{64} * 1024;

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

// A handler that throws is a bug of ours; it must not take the answering thread with it.
std::string internal_error(const std::exception& exception) {
  return protocol::format_error({"internal-error", exception.what()});
}

Reply reply_to(const LineBuffer::Taken& taken, const PipeHandlers& handlers) {
  switch (taken.what) {
    case LineBuffer::What::bad_encoding:
      return protocol::format_error(
          {"bad-encoding", "a request is UTF-8 text without control characters"});
    case LineBuffer::What::too_long:
      return protocol::format_error(
          {"line-too-long", "a request has at most " + std::to_string(protocol::kMaxLine) +
                                " bytes, its line end included; this connection ends"});
    case LineBuffer::What::line:
    case LineBuffer::What::incomplete:
      break;
  }
  try {
    return handlers.line(taken.text);
  } catch (const std::exception& exception) {
    return internal_error(exception);
  }
}

struct Turn {
  std::string answers;
  std::unique_ptr<Conversation> conversation;  // to be held once the answers are written
  LineBuffer::What last =
      LineBuffer::What::incomplete;  // what ended the turn; line = there may be more
};

Turn take_turn(LineBuffer& buffer, SessionRules& rules, TimePoint arrived) {
  Turn turn;
  for (std::size_t lines = 0; lines < kLinesInTurn && turn.answers.size() < kBytesInTurn; ++lines) {
    const LineBuffer::Taken taken = buffer.take();
    turn.last = taken.what;
    if (taken.what == LineBuffer::What::incomplete) break;
    Reply reply = reply_to(taken, rules.handlers);
    turn.conversation = std::move(reply.conversation);
    if (!turn.conversation) turn.answers.append(reply.line).append("\n");
    const RequestKind kind =
        taken.what == LineBuffer::What::line ? kind_of(taken.text) : RequestKind::invalid;
    rules.requests.add(kind, steady_clock::now() - arrived);
    if (turn.conversation || taken.what == LineBuffer::What::too_long) break;
  }
  return turn;
}

// Piece by piece, each with a deadline of its own: a large answer may take long as long as it is
// being read.
asio::awaitable<void> write(Connection& connection, std::string_view bytes,
                            const PipeLimits& limits, error_code& error) {
  while (!bytes.empty() && !error) {
    const std::string_view piece = bytes.substr(0, kBytesInTurn);
    connection.deadline = steady_clock::now() + limits.write;
    co_await asio::async_write(connection.stream, asio::buffer(piece), into(error));
    bytes.remove_prefix(piece.size());
  }
}

std::optional<std::string> next_line(Conversation& conversation, bool& failed) {
  try {
    return conversation.next(steady_clock::now());
  } catch (const std::exception& exception) {
    failed = true;
    return internal_error(exception);
  }
}

asio::awaitable<void> hold(Connection& connection, Conversation& conversation,
                           const PipeLimits& limits, error_code& error) {
  bool failed = false;
  while (!error && connection.stream.is_open()) {
    while (!error) {
      auto line = next_line(conversation, failed);
      if (!line) break;
      *line += '\n';
      co_await write(connection, *line, limits, error);
      if (failed) co_return;
    }
    if (error || conversation.is_over()) co_return;
    connection.last_request = steady_clock::now();
    connection.deadline = TimePoint::max();
    connection.news.expires_at(conversation.due());
    error_code ignored;
    co_await connection.news.async_wait(into(ignored));
  }
}

// Reads on to the end of an over-long line. Were the pipe closed at once, a client still writing
// would see its write fail and might never look for the answer.
asio::awaitable<void> drain(Connection& connection, const PipeLimits& limits) {
  connection.deadline = steady_clock::now() + limits.linger;
  std::array<char, 4096> scrap;
  for (std::size_t drained = 0; drained < kMaxDrained;) {
    error_code error;
    const std::size_t bytes =
        co_await connection.stream.async_read_some(asio::buffer(scrap), into(error));
    if (error || std::find(scrap.begin(), scrap.begin() + bytes, '\n') != scrap.begin() + bytes) {
      co_return;
    }
    drained += bytes;
  }
}

}  // namespace

asio::awaitable<void> serve_control(Connection& connection, SessionRules rules) {
  LineBuffer buffer;
  std::optional<TimePoint> part_since;  // when the line that is not complete yet began
  while (true) {
    const TimePoint now = steady_clock::now();
    if (!buffer.has_part()) {
      part_since.reset();
    } else if (!part_since) {
      part_since = now;
    }
    connection.deadline =
        part_since ? *part_since + rules.limits.half_line : now + rules.limits.idle;
    error_code error;
    const auto space = buffer.free_space();
    buffer.commit(co_await connection.stream.async_read_some(
        asio::buffer(space.data(), space.size()), into(error)));
    if (error) co_return;

    const TimePoint arrived = steady_clock::now();
    Turn turn;
    do {
      turn = take_turn(buffer, rules, arrived);
      if (turn.answers.empty() && !turn.conversation) break;
      part_since.reset();
      connection.last_request = steady_clock::now();
      co_await write(connection, turn.answers, rules.limits, error);
      if (turn.conversation && !error) {
        co_await hold(connection, *turn.conversation, rules.limits, error);
      }
      if (error) co_return;
    } while (turn.last == LineBuffer::What::line || turn.last == LineBuffer::What::bad_encoding);
    if (turn.last == LineBuffer::What::too_long) {
      co_await drain(connection, rules.limits);
      co_return;
    }
  }
}

asio::awaitable<void> serve_answer(Connection& connection, SessionRules rules,
                                   const std::string& role, Question question) {
  const TimePoint begin = steady_clock::now();
  std::string line;
  try {
    line = rules.handlers.answer(role, question);
  } catch (const std::exception& exception) {
    line = internal_error(exception);
  }
  line += '\n';
  rules.requests.add(kind_of(question), steady_clock::now() - begin);
  // The line is shorter than the pipe's buffer, so this does not wait for the client. Nor need we:
  // it can read what is in the buffer after our end has been closed, on Windows as long as that is
  // done by CloseHandle and not by DisconnectNamedPipe, which throws it away (and FlushFileBuffers,
  // its usual companion, waits without bound).
  error_code ignored;
  co_await write(connection, line, rules.limits, ignored);
}

}  // namespace deepalive::service
