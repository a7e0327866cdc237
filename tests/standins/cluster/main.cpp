#include <cstdio>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/standins/cluster/cluster_registry.h"
#include "tests/standins/cluster/rhs_resource.h"
#include "tests/standins/world/text.h"

namespace {

using namespace deepalive::standins;
using std::chrono::milliseconds;

constexpr char kUsage[] =
    "usage: rhs_host DLL --type TYPE --name RESOURCE [--property NAME=TEXT]... [--number "
    "NAME=N]...\n"
    "                [--calls N] [--pending-timeout 180s] [--deadlock-timeout 5m] [--log]\n"
    "Loads the resource DLL, opens the resource, sets its private properties, brings it online, "
    "asks\n"
    "LooksAlive and IsAlive N times each, takes it offline and closes it.\n"
    "Exit code: 0 all went well, 2 not online or an answer was no, 3 a rule was broken or nothing\n"
    "could be loaded, 64 a bad command line.\n";

enum Exit { kSuccess = 0, kFailure = 2, kBroken = 3, kUsageExit = 64 };

struct Options {
  RhsOptions host;
  std::wstring name;
  PropertyList properties;
  bool any_property = false;
  std::uint32_t calls = 0;
  bool log = false;
};

std::pair<std::wstring, std::wstring> name_and_value(const std::wstring& text) {
  const std::size_t equals = text.find(L'=');
  if (equals == 0 || equals == std::wstring::npos) {
    throw std::invalid_argument("a property needs NAME=VALUE, not '" + narrow(text) + "'");
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

milliseconds duration(const std::wstring& text) {
  const auto parsed = parse_duration(text);
  if (!parsed) throw std::invalid_argument("not a duration, such as 500ms: " + narrow(text));
  return *parsed;
}

std::uint32_t number(const std::wstring& text) {
  const auto parsed = parse_number(text, 0xFFFFFFFF);
  if (!parsed) throw std::invalid_argument("not a number: " + narrow(text));
  return *parsed;
}

Options parse_options(const std::vector<std::wstring>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::wstring& word = words[i];
    if (!word.starts_with(L"--")) {
      if (!options.host.dll.empty()) throw std::invalid_argument("more than one DLL");
      options.host.dll = std::filesystem::absolute(word);
      continue;
    }
    if (word == L"--log") {
      options.log = true;
      continue;
    }
    if (i + 1 == words.size()) throw std::invalid_argument(narrow(word) + " needs a value");
    const std::wstring& value = words[++i];
    if (word == L"--type") {
      options.host.type = value;
    } else if (word == L"--name") {
      options.name = value;
    } else if (word == L"--property") {
      const auto [name, text] = name_and_value(value);
      options.properties.text(name, text);
      options.any_property = true;
    } else if (word == L"--number") {
      const auto [name, text] = name_and_value(value);
      options.properties.number(name, number(text));
      options.any_property = true;
    } else if (word == L"--calls") {
      options.calls = number(value);
    } else if (word == L"--pending-timeout") {
      options.host.pending_timeout = duration(value);
    } else if (word == L"--deadlock-timeout") {
      options.host.deadlock_timeout = duration(value);
    } else {
      throw std::invalid_argument("unknown option " + narrow(word));
    }
  }
  if (options.host.dll.empty() || options.host.type.empty() || options.name.empty()) {
    throw std::invalid_argument("DLL, --type and --name are needed");
  }
  return options;
}

std::filesystem::path own_folder() {
  wchar_t path[MAX_PATH];
  GetModuleFileNameW(nullptr, path, MAX_PATH);
  return std::filesystem::path(path).parent_path();
}

void print_times(const RhsRecord& record) {
  std::printf("%-20s %9s %12s %12s %12s\n", "entry point", "calls", "p50 us", "p99 us", "max us");
  for (const Entry entry : {Entry::load, Entry::startup, Entry::open, Entry::online,
                            Entry::looks_alive, Entry::is_alive, Entry::offline, Entry::close}) {
    const CallTimes times = record.times(entry);
    if (times.calls == 0) continue;
    const auto us = [](std::chrono::nanoseconds t) { return static_cast<double>(t.count()) / 1e3; };
    std::printf("%-20s %9zu %12.2f %12.2f %12.2f\n", name_of(entry), times.calls, us(times.p50),
                us(times.p99), us(times.max));
  }
}

int use(RhsHost& host, const Options& options, HKEY key) {
  RhsResource resource(host, options.name, key);
  if (options.any_property) {
    const DWORD set = resource.set_properties(options.properties.bytes());
    if (set != ERROR_SUCCESS && set != kPropertiesStored) {
      std::printf("the properties are refused, error %lu\n", set);
      return kFailure;
    }
  }
  const Transition online = resource.online();
  std::printf("online: %s\n", online.done ? "yes" : online.why.c_str());
  if (!online.done) return kFailure;
  const std::size_t looks_no = resource.looks_alive_many(options.calls);
  const std::size_t is_no = resource.is_alive_many(options.calls);
  std::printf("answered no: LooksAlive %zu, IsAlive %zu; event handle: %s\n", looks_no, is_no,
              resource.failure_event() != nullptr ? "yes" : "no");
  const Transition offline = resource.offline();
  std::printf("offline: %s\n", offline.done ? "yes" : offline.why.c_str());
  return looks_no + is_no == 0 && offline.done ? kSuccess : kFailure;
}

int run(const Options& options) {
  const ClusterRegistry registry(own_folder() / "clusapi.dll");
  HKEY key = registry.resource_key(options.name);
  RhsHost host(options.host);
  int result = use(host, options, key);
  registry.close_key(key);
  print_times(host.record());
  if (options.log) {
    for (const LogEntry& entry : host.record().log()) {
      std::printf("log %u %s\n", static_cast<unsigned>(entry.level), narrow(entry.text).c_str());
    }
  }
  for (const Violation& violation : host.record().violations()) {
    std::ostringstream text;
    text << violation;
    std::printf("rule broken: %s\n", text.str().c_str());
    result = kBroken;
  }
  if (registry.open_keys() != 0) std::printf("keys left open: %u\n", registry.open_keys());
  return result;
}

}  // namespace

int wmain(int count, wchar_t** arguments) {
  int result = kBroken;
  try {
    result = run(parse_options({arguments + 1, arguments + count}));
  } catch (const std::invalid_argument& error) {
    std::fprintf(stderr, "rhs_host: %s\n%s", error.what(), kUsage);
    result = kUsageExit;
  } catch (const std::runtime_error& error) {
    std::fprintf(stderr, "rhs_host: %s\n", error.what());
  }
  // A thread that hangs in the DLL must not keep the process.
  std::fflush(stdout);
  std::fflush(stderr);
  TerminateProcess(GetCurrentProcess(), static_cast<UINT>(result));
  return result;
}
