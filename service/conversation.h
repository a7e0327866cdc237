#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/time.h"

namespace deepalive::service {

// A request that is answered by line after line: WATCH, ONLINE and their like. Used by one thread.
// It is asked for lines until it has none; then again when it is due, or earlier when there are
// news.
class Conversation {
 public:
  virtual ~Conversation() = default;

  // The next line without its end, if there is one now.
  virtual std::optional<std::string> next(TimePoint now) = 0;
  // When there will be a line even without news.
  virtual TimePoint due() const = 0;
  // Nothing will come any more.
  virtual bool is_over() const = 0;
};

// What a request gives: one line without its end, or a conversation.
struct Reply {
  Reply(std::string one_line) : line(std::move(one_line)) {}
  Reply(std::unique_ptr<Conversation> many_lines) : conversation(std::move(many_lines)) {}

  std::string line;
  std::unique_ptr<Conversation> conversation{};  // null: the line is all
};

}  // namespace deepalive::service
