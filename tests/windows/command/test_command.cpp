#include <windows.h>

#include <cstdio>
#include <cstdlib>
#include <string>

// What a command can do to the agent that runs it.
namespace {

[[noreturn]] void sleep_long() {
  Sleep(600'000);
  std::exit(9);
}

// A child that nobody waits for, and that has our output open.
void start_child(const char* program) {
  std::string line = "\"" + std::string(program) + "\" sleep";
  STARTUPINFOA startup{};
  startup.cb = sizeof(startup);
  PROCESS_INFORMATION made{};
  if (!CreateProcessA(program, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup,
                      &made)) {
    std::exit(9);
  }
  std::printf("%lu\n", made.dwProcessId);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string verb = count > 1 ? arguments[1] : "";
  if (verb == "exit") return std::atoi(arguments[2]);
  if (verb == "say") {
    for (int i = 2; i < count; ++i) std::printf("[%s]", arguments[i]);
    return 0;
  }
  if (verb == "complain") {
    std::fprintf(stderr, "oh\n");
    return 2;
  }
  if (verb == "leave-child") {
    start_child(arguments[0]);
    return 1;
  }
  if (verb == "family") {
    std::printf("%lu\n", GetCurrentProcessId());
    start_child(arguments[0]);
    sleep_long();
  }
  if (verb == "sleep") sleep_long();
  if (verb == "flood") {
    for (;;) std::puts("and again and again and again");
  }
  if (verb == "read") return std::getchar() == EOF ? 0 : 2;
  if (verb == "signal") {  // an event of the agent's, if it were ours
    SetEvent(reinterpret_cast<HANDLE>(std::strtoull(arguments[2], nullptr, 10)));
    return 0;
  }
  return 9;
}
