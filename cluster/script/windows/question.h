#pragma once

#include <optional>
#include <string>
#include <string_view>

// What a script may ask the agent, and what the answer is to it: the same whether it runs
// deepalive_ask.exe or uses the class DeepAlive.Cluster.
namespace deepalive::cluster {

// As deepalive.exe has them.
enum AskCode : int {
  kAlive = 0,
  kDegraded = 1,
  kDead = 2,
  kUnknown = 3,
  kBadQuestion = 64,
  kUnreachable = 69,
};

inline constexpr int kLeastAskTimeout = 10;  // milliseconds
inline constexpr int kMostAskTimeout = 10'000;

// The line for the agent; nothing when there is no such question or role. Who asks "looksalive" or
// "isalive" has the role online here, who asks "standby" has it elsewhere: an agent that missed
// that hears of it.
std::optional<std::string> request_line(std::string_view question, std::string_view role);

struct Heard {
  AskCode code = kUnreachable;
  std::string text;  // for people: the verdict and why, or what keeps it from us
};

// What the agent's line is worth. One that is no answer, or of another role, is none.
Heard understand(const std::string& line, std::string_view role);

}  // namespace deepalive::cluster
