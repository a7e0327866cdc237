// deepalive_ask.exe: asks the agent one question for a cluster's script and ends, with the answer
// as its exit code. A program and not a line of script, since only a program can ask with a
// deadline, look who serves the pipe, and withhold its own rights from it. Without a console, so
// that none is made for it every few seconds.
#include <windows.h>

#include <shellapi.h>

#include <optional>
#include <string>

#include "cluster/script/windows/question.h"
#include "cluster/windows/agent_pipe.h"

namespace {

using namespace deepalive;
using cluster::AgentPipe;
using cluster::kBadQuestion;
using cluster::kUnreachable;

struct Options {
  std::string request;
  std::string role;
  std::string pipe = "deepalive";
  int timeout_ms = 300;
};

// Names and numbers are ASCII; anything else is refused.
std::string narrow(const wchar_t* text) {
  std::string ascii;
  for (; *text; ++text) ascii += *text < 0x7F ? static_cast<char>(*text) : '?';
  return ascii;
}

std::optional<Options> parse(int count, wchar_t** words) {
  if (count < 3) return std::nullopt;
  Options options;
  options.request = cluster::request_line(narrow(words[1]), narrow(words[2])).value_or("");
  options.role = narrow(words[2]);
  for (int i = 3; i + 1 < count; i += 2) {
    const std::string name = narrow(words[i]);
    const std::string value = narrow(words[i + 1]);
    if (name == "--pipe") {
      options.pipe = value;
    } else if (name == "--timeout") {
      options.timeout_ms = std::atoi(value.c_str());
    } else {
      return std::nullopt;
    }
  }
  const bool good = !options.request.empty() && count % 2 == 1 &&
                    options.timeout_ms >= cluster::kLeastAskTimeout &&
                    options.timeout_ms <= cluster::kMostAskTimeout;
  return good ? std::optional(options) : std::nullopt;
}

int ask(const Options& options) {
  const std::chrono::milliseconds timeout(options.timeout_ms);
  AgentPipe pipe(nullptr);
  std::string line;
  if (pipe.open(options.pipe, timeout) != AgentPipe::Result::done ||
      pipe.send(options.request, timeout) != AgentPipe::Result::done ||
      pipe.receive(line, timeout) != AgentPipe::Result::done) {
    return kUnreachable;
  }
  return cluster::understand(line, options.role).code;
}

// Whatever hangs, the cluster's host does not wait for it: neither for a part that takes longer
// than its own deadline, nor for the sum of them.
DWORD WINAPI end_in_time(void* timeout_ms) {
  Sleep(static_cast<DWORD>(reinterpret_cast<ULONG_PTR>(timeout_ms)));
  TerminateProcess(GetCurrentProcess(), kUnreachable);
  return 0;
}

}  // namespace

int WINAPI wWinMain(HINSTANCE, HINSTANCE, wchar_t*, int) {
  int count = 0;
  wchar_t** const words = CommandLineToArgvW(GetCommandLineW(), &count);
  const auto options = words ? parse(count, words) : std::nullopt;
  if (!options) return kBadQuestion;
  const auto timeout = static_cast<ULONG_PTR>(options->timeout_ms);
  CloseHandle(CreateThread(nullptr, 0, end_in_time, reinterpret_cast<void*>(timeout), 0, nullptr));
  try {
    return ask(*options);
  } catch (...) {
    return kUnreachable;
  }
}
