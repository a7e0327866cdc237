#include "tests/rules/source_rules.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>

namespace deepalive::rules {
namespace {

using Prefixes = std::span<const std::string_view>;

struct FolderRule {
  std::string_view folder;      // longest match wins, so tests/standins/ stands before tests/
  Prefixes ours;                // quoted includes must begin with one of these
  Prefixes libraries;           // <library/…> includes must begin with one of these
  Prefixes forbidden_standard;  // standard headers that the folder does without
};

constexpr std::string_view kCore[] = {"core/"};
constexpr std::string_view kConfig[] = {"core/", "config/"};
constexpr std::string_view kProbes[] = {"core/", "probes/"};
constexpr std::string_view kService[] = {
    "core/",   "cluster/register/", "cluster/resource/", "cluster/script/", "cluster/windows/",
    "config/", "probes/",           "service/",          "cmake/version/"};
// Of the probes only what declares Windows and IIS: headers without a library behind them.
constexpr std::string_view kCluster[] = {"core/protocol.h", "cluster/",
                                         "probes/iis/windows/ahadmin.h", "probes/windows/com.h"};
constexpr std::string_view kVersion[] = {"cmake/version/"};
constexpr std::string_view kStandins[] = {"tests/standins/"};
constexpr std::string_view kStandinsTests[] = {"tests/standins/", "tests/windows/standins/"};
constexpr std::string_view kTests[] = {"core/",    "config/", "probes/",       "service/",
                                       "cluster/", "tests/",  "cmake/version/"};

constexpr std::string_view kConfigLibraries[] = {"yaml-cpp/", "boost/regex.hpp", "boost/regex/"};
constexpr std::string_view kProbesLibraries[] = {
    "boost/asio",   "boost/beast",          "boost/json.hpp", "boost/system/", "boost/regex.hpp",
    "boost/regex/", "boost/property_tree/", "openssl/",       "zlib.h"};
constexpr std::string_view kSimulatedIisLibraries[] = {"yaml-cpp/"};
constexpr std::string_view kServiceLibraries[] = {"boost/", "openssl/", "yaml-cpp/", "prometheus/",
                                                  "zlib.h", "spdlog/",  "fmt/",      "CLI/"};
constexpr std::string_view kStandinsLibraries[] = {"yaml-cpp/", "gtest/", "gmock/"};
constexpr std::string_view kTestsLibraries[] = {"boost/", "openssl/",    "yaml-cpp/", "spdlog/",
                                                "fmt/",   "prometheus/", "CLI/",      "gtest/",
                                                "gmock/", "benchmark/",  "zlib.h"};
constexpr std::string_view kThirdPartyLibraries[] = {"boost/"};
constexpr std::string_view kPrecompiled[] = {"cmake/precompiled/"};
constexpr std::string_view kPrecompiledLibraries[] = {"gtest/", "gmock/"};

// A pure rule reads no file, throws no dice and starts no thread.
constexpr std::string_view kNotPure[] = {"filesystem", "fstream", "future",
                                         "iostream",   "random",  "thread"};

constexpr FolderRule kFolderRules[] = {
    {"core/", kCore, {}, kNotPure},
    {"config/", kConfig, kConfigLibraries, {}},
    // The simulated IIS is a YAML file; nothing else that probes reads YAML, and none of it sees
    // config's types.
    {"probes/iis/simulated", kProbes, kSimulatedIisLibraries, {}},
    {"probes/", kProbes, kProbesLibraries, {}},
    {"service/", kService, kServiceLibraries, {}},
    {"cluster/", kCluster, {}, {}},
    // A stand-in that shared a declaration with the product would share its errors.
    {"tests/standins/", kStandins, kStandinsLibraries, {}},
    {"tests/windows/standins/", kStandinsTests, kStandinsLibraries, {}},
    {"tests/", kTests, kTestsLibraries, {}},
    {"cmake/version/", kVersion, {}, {}},
    {"cmake/thirdparty/", {}, kThirdPartyLibraries, {}},
    {"cmake/precompiled/", kPrecompiled, kPrecompiledLibraries, {}},
};

constexpr std::string_view kPosixFolders[] = {"sys/", "netinet/", "arpa/", "net/", "linux/"};
constexpr std::string_view kPosixHeaders[] = {
    "crypt.h",  "dirent.h",  "dlfcn.h",  "fcntl.h",   "getopt.h",   "grp.h",    "ifaddrs.h",
    "malloc.h", "netdb.h",   "poll.h",   "pwd.h",     "pthread.h",  "pty.h",    "sched.h",
    "spawn.h",  "strings.h", "syslog.h", "termios.h", "ucontext.h", "unistd.h", "utime.h"};
constexpr std::string_view kCHeaders[] = {
    "assert.h", "ctype.h",  "errno.h",  "float.h",  "inttypes.h", "limits.h", "locale.h",
    "math.h",   "setjmp.h", "signal.h", "stdarg.h", "stddef.h",   "stdint.h", "stdio.h",
    "stdlib.h", "string.h", "time.h",   "wchar.h",  "wctype.h"};

bool starts_with_any(std::string_view text, Prefixes prefixes) {
  return std::ranges::any_of(prefixes, [&](auto prefix) { return text.starts_with(prefix); });
}

bool is_one_of(std::string_view text, Prefixes names) {
  return std::ranges::find(names, text) != names.end();
}

bool has_folder(std::string_view path, std::string_view name) {
  const std::string inner = "/" + std::string(name) + "/";
  return path.find(inner) != std::string_view::npos || path.starts_with(inner.substr(1));
}

const FolderRule* rule_of(std::string_view path) {
  const auto found = std::ranges::find_if(
      kFolderRules, [&](const FolderRule& rule) { return path.starts_with(rule.folder); });
  return found == std::end(kFolderRules) ? nullptr : &*found;
}

std::string listed(Prefixes names) {
  std::string text;
  for (auto name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text.empty() ? "nothing" : text;
}

struct Include {
  std::string_view name;
  bool quoted = false;
};

// The name of an #include line, empty for any other line.
Include include_of(std::string_view line) {
  const auto skip = [&] {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  };
  const auto take = [&](std::string_view word) {
    skip();
    if (!line.starts_with(word)) return false;
    line.remove_prefix(word.size());
    return true;
  };
  if (!take("#") || !take("include")) return {};
  skip();
  if (line.empty() || (line[0] != '"' && line[0] != '<')) return {};
  const bool quoted = line[0] == '"';
  line.remove_prefix(1);
  return {line.substr(0, line.find(quoted ? '"' : '>')), quoted};
}

std::string check_quoted(std::string_view name, const FolderRule& rule) {
  if (starts_with_any(name, rule.ours)) return {};
  if (name.find('/') == std::string_view::npos) {
    return "\"" + std::string(name) + "\": write the path from the project root";
  }
  return "\"" + std::string(name) + "\": " + std::string(rule.folder) +
         " may include of ours only " + listed(rule.ours);
}

std::string check_system_header(std::string_view path, std::string_view name) {
  const bool in_tests = path.starts_with("tests/");
  if (is_one_of(name, kCHeaders)) {
    return "<" + std::string(name) + ">: write <c" + std::string(name.substr(0, name.size() - 2)) +
           ">";
  }
  if (is_one_of(name, kPosixHeaders) || starts_with_any(name, kPosixFolders)) {
    if (in_tests || has_folder(path, "posix")) return {};
    return "<" + std::string(name) + ">: a POSIX header; only in folders named posix/";
  }
  if (has_folder(path, "windows") || path.starts_with("tests/standins/")) return {};
  return "<" + std::string(name) + ">: a Windows header; only in folders named windows/";
}

std::string check_angled(std::string_view path, std::string_view name, const FolderRule& rule) {
  const bool in_folder = name.find('/') != std::string_view::npos;
  if (in_folder && !starts_with_any(name, kPosixFolders)) {
    if (starts_with_any(name, rule.libraries)) return {};
    return "<" + std::string(name) + ">: " + std::string(rule.folder) +
           " may include of libraries only " + listed(rule.libraries);
  }
  if (starts_with_any(name, rule.libraries)) return {};
  if (in_folder || name.ends_with(".h")) {
    // core is free of both systems, whatever a folder in it is called.
    if (rule.folder == "core/") return "<" + std::string(name) + ">: core/ includes only std";
    return check_system_header(path, name);
  }
  if (is_one_of(name, rule.forbidden_standard)) {
    return "<" + std::string(name) + ">: " + std::string(rule.folder) +
           " has no I/O, threads or randomness of its own";
  }
  return {};
}

bool is_cpp(std::string_view path) { return path.ends_with(".cpp") || path.ends_with(".h"); }

}  // namespace

std::vector<Breach> check_source(std::string_view path, std::string_view text) {
  std::vector<Breach> breaches;
  const FolderRule* rule = rule_of(path);
  if (is_cpp(path) && rule == nullptr) {
    breaches.push_back({0, "lies in no folder that the rules know (tests/rules/source_rules.cpp)"});
  }
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.find('\t') != std::string_view::npos) {
      breaches.push_back({number, "a tab; the house uses spaces"});
    }
    const Include include = include_of(line);
    if (include.name.empty() || rule == nullptr || !is_cpp(path)) continue;
    std::string breach = include.quoted ? check_quoted(include.name, *rule)
                                        : check_angled(path, include.name, *rule);
    if (!breach.empty()) breaches.push_back({number, std::move(breach)});
  }
  if (number > kMaxLines) {
    breaches.push_back({0, std::to_string(number) + " lines, at most " + std::to_string(kMaxLines) +
                               ": split it by concept"});
  }
  return breaches;
}

}  // namespace deepalive::rules
