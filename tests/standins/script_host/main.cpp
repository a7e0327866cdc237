#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "tests/standins/script_host/script_thread.h"
#include "tests/standins/world/text.h"

namespace {

using namespace deepalive::standins;
using std::chrono::milliseconds;

constexpr char kUsage[] =
    "usage: script_host FILE --call LooksAlive[,IsAlive,...] [--repeat N] [--timeout 5s]\n"
    "                   [--name RESOURCE] [--property NAME=VALUE]...\n"
    "Loads the script (.vbs or .js), calls Open, the named entry points N times, then Close.\n"
    "Exit code: 0 every call succeeded, 2 one returned a failure, 3 an error, 4 a hang,\n"
    "64 a bad command line.\n";

enum Exit { kSuccess = 0, kFailure = 2, kError = 3, kHang = 4, kUsageExit = 64 };

struct Options {
  std::filesystem::path file;
  std::vector<std::wstring> calls;
  std::uint32_t repeat = 1;
  milliseconds timeout{5000};
  std::wstring name = L"script";
  std::vector<std::pair<std::wstring, std::wstring>> properties;
};

std::vector<std::wstring> split(const std::wstring& text) {
  std::vector<std::wstring> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(L',', begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

Options parse_options(const std::vector<std::wstring>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::wstring& word = words[i];
    if (!word.starts_with(L"--")) {
      if (!options.file.empty()) throw std::invalid_argument("more than one FILE");
      options.file = word;
      continue;
    }
    if (i + 1 == words.size()) throw std::invalid_argument(narrow(word) + " needs a value");
    const std::wstring& value = words[++i];
    if (word == L"--call") {
      options.calls = split(value);
    } else if (word == L"--repeat") {
      options.repeat = parse_number(value, 1000000).value_or(0);
      if (options.repeat == 0) throw std::invalid_argument("--repeat needs a number from 1");
    } else if (word == L"--timeout") {
      const auto timeout = parse_duration(value);
      if (!timeout) throw std::invalid_argument("--timeout needs a duration, such as 500ms or 5s");
      options.timeout = *timeout;
    } else if (word == L"--name") {
      options.name = value;
    } else if (word == L"--property") {
      const std::size_t equals = value.find(L'=');
      if (equals == 0 || equals == std::wstring::npos) {
        throw std::invalid_argument("--property needs NAME=VALUE");
      }
      options.properties.emplace_back(value.substr(0, equals), value.substr(equals + 1));
    } else {
      throw std::invalid_argument("unknown option " + narrow(word));
    }
  }
  if (options.file.empty() || options.calls.empty()) {
    throw std::invalid_argument("FILE and --call are needed");
  }
  return options;
}

std::wstring language_of(const std::filesystem::path& file) {
  if (same_name(file.extension().wstring(), L".vbs")) return L"VBScript";
  if (same_name(file.extension().wstring(), L".js")) return L"JScript";
  throw std::invalid_argument("FILE must end in .vbs or .js");
}

std::wstring read_script(const std::filesystem::path& path) {
  constexpr std::size_t kLimit = 1024 * 1024;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::invalid_argument("cannot read " + narrow(path.wstring()));
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.size() > kLimit) throw std::invalid_argument("the script is larger than 1 MiB");
  return widen(bytes);
}

const char* word_for(CallOutcome::Kind kind) {
  switch (kind) {
    case CallOutcome::Kind::success:
      return "success";
    case CallOutcome::Kind::failure:
      return "failure";
    case CallOutcome::Kind::missing:
      return "missing";
    case CallOutcome::Kind::error:
      return "error";
  }
  return "?";
}

class Session {
 public:
  explicit Session(const Options& options)
      : options_(options),
        resource_(options.name),
        thread_(language_of(options.file), read_script(options.file), resource_) {
    for (const auto& [name, value] : options.properties) resource_.set_property(name, value);
  }

  int run() {
    if (!step(L"(load)", [this] { return thread_.load(options_.timeout); })) return worst_;
    optional_call(L"Open");
    for (std::uint32_t i = 0; i < options_.repeat; ++i) {
      for (const std::wstring& function : options_.calls) {
        step(function, [&] { return thread_.call(function, options_.timeout); });
      }
    }
    optional_call(L"Close");
    return worst_;
  }

 private:
  // Entry points that a script need not have.
  static bool is_optional(const std::wstring& function) {
    return !same_name(function, L"LooksAlive") && !same_name(function, L"IsAlive");
  }

  void optional_call(const std::wstring& function) {
    step(function, [&] { return thread_.call(function, options_.timeout); });
  }

  template <typename Run>
  bool step(const std::wstring& function, Run&& run) {
    const auto begin = std::chrono::steady_clock::now();
    const auto outcome = run();
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begin);
    for (const std::wstring& line : resource_.take_log()) {
      std::printf("log %s\n", narrow(line).c_str());
    }
    if (!outcome) {
      std::printf(
          "%s: hang, no answer in %lld ms. A cluster writes event 1232, and refuses later calls "
          "(1233)\n",
          narrow(function).c_str(), static_cast<long long>(options_.timeout.count()));
      std::fflush(nullptr);
      // The script's thread cannot be ended, only the process.
      TerminateProcess(GetCurrentProcess(), kHang);
    }
    if (outcome->kind == CallOutcome::Kind::missing && is_optional(function)) return true;
    std::printf("%s: %s", narrow(function).c_str(), word_for(outcome->kind));
    if (!outcome->type.empty()) {
      std::printf(", %s %s", narrow(outcome->type).c_str(), narrow(outcome->value).c_str());
    }
    if (!outcome->error.empty()) std::printf(", %s", narrow(outcome->error).c_str());
    std::printf(", %lld us\n", static_cast<long long>(took.count()));
    if (outcome->kind == CallOutcome::Kind::failure) worst_ = std::max<int>(worst_, kFailure);
    const bool broken =
        outcome->kind == CallOutcome::Kind::error || outcome->kind == CallOutcome::Kind::missing;
    if (broken) worst_ = kError;
    return !broken;
  }

  const Options& options_;
  ResourceObject resource_;
  ScriptThread thread_;
  int worst_ = kSuccess;
};

}  // namespace

int wmain(int count, wchar_t** arguments) {
  try {
    const Options options = parse_options({arguments + 1, arguments + count});
    return Session(options).run();
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "script_host: %s\n%s", error.what(), kUsage);
    return kUsageExit;
  }
}
