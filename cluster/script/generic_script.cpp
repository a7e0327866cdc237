#include "cluster/script/generic_script.h"

#include <algorithm>
#include <array>

#include "cluster/script/fill.h"
#include "cluster/script/language.h"
#include "core/protocol.h"

namespace deepalive::cluster {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_pipe_name(std::string_view text) {
  return !text.empty() && text.size() <= protocol::kMaxName &&
         std::ranges::all_of(text, [](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
         });
}

std::string in_folder(std::string folder) {
  while (folder.ends_with('\\') || folder.ends_with('/')) folder.pop_back();
  return folder + '\\';
}

// Without a pipe the command finds the installed agent by itself, starts its service if it is
// stopped, and checks that the pipe is that service's.
std::string role_command(const ScriptSettings& settings, std::string_view verb,
                         std::chrono::seconds timeout) {
  return "role " + std::string(verb) + " " + settings.role + " --timeout " +
         std::to_string(timeout.count()) + "s" +
         (settings.pipe == ScriptSettings{}.pipe ? "" : " --pipe " + settings.pipe);
}

// For the class: no service, site or pool can have a "/" in its name.
constexpr char kBetweenNames = '/';

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += kBetweenNames;
    text += name;
  }
  return text;
}

}  // namespace

std::string_view to_name(OnUnreachable policy) {
  switch (policy) {
    case OnUnreachable::basic:
      return "basic";
    case OnUnreachable::alive:
      return "alive";
    case OnUnreachable::dead:
      return "dead";
  }
  return "basic";
}

std::optional<std::string> problem_with_path(std::string_view what, std::string_view path) {
  const auto problem = [&](std::string_view text) {
    return std::string(what) + " '" + std::string(path) + "' " + std::string(text);
  };
  const bool on_drive = path.size() >= 3 && is_letter(path[0]) && path[1] == ':' &&
                        (path[2] == '\\' || path[2] == '/');
  if (!on_drive) {
    return problem(
        "must be a path on a local drive, such as C:\\Program Files\\DeepAlive, the same on every "
        "node");
  }
  if (path.find('%') != std::string_view::npos) {
    return problem(
        "must not have a '%': Windows Script Host replaces %NAME% in a command line and knows no "
        "way to write the character itself. Use a folder without it");
  }
  const bool legal = std::ranges::none_of(path.substr(2), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 ||
           std::string_view("\"<>|*?:").find(c) != std::string_view::npos;
  });
  if (!legal) return problem("has a character that no Windows path can have");
  return std::nullopt;
}

std::optional<std::string> problem_with(const ScriptSettings& settings) {
  if (!protocol::is_name(settings.role)) {
    return "'" + settings.role +
           "' is no name of a role: letters, digits, '_' and '-', at most 64, a letter or digit "
           "first";
  }
  if (!is_pipe_name(settings.pipe)) {
    return "'" + settings.pipe +
           "' is no name of a pipe: at most 64 letters, digits, '.', '_' and '-', without "
           "\\\\.\\pipe\\";
  }
  for (const auto* names : {&settings.services, &settings.sites, &settings.app_pools}) {
    const auto bad = std::ranges::find_if(*names, [](const std::string& name) {
      return name.find(kBetweenNames) != std::string::npos;
    });
    if (bad != names->end()) {
      return "'" + *bad +
             "' has a '/', which no service, site or application pool can have in its name. "
             "Correct "
             "it in the configuration";
    }
  }
  return problem_with_path("the program folder", settings.program_folder);
}

std::string generic_script(const ScriptSettings& settings, ScriptLanguage script_language) {
  const Language& language = script_language == ScriptLanguage::vbscript ? vbscript() : jscript();
  const OnUnreachable policy = settings.on_unreachable;
  const std::string ask = " " + settings.role + " --pipe " + settings.pipe + " --timeout " +
                          std::to_string(settings.ask_timeout.count());
  const auto command = [&](std::string_view verb, std::chrono::seconds timeout) {
    return language.literal(role_command(settings, verb, timeout));
  };
  const std::array basic = {
      Filling{"services", language.literal(joined(settings.services))},
      Filling{"sites", language.literal(joined(settings.sites))},
      Filling{"app_pools", language.literal(joined(settings.app_pools))},
  };
  const std::array fixed = {
      Filling{"policy", std::string(to_name(policy))},
      Filling{"answer", policy == OnUnreachable::alive ? "1" : "0"},
  };
  const std::array common = {
      Filling{"role", settings.role},
      Filling{"folder", language.literal(in_folder(settings.program_folder))},
      Filling{"pipe", settings.pipe},
      Filling{"milliseconds", std::to_string(settings.ask_timeout.count())},
      Filling{"ask", language.literal(ask)},
      Filling{"online", command("online", settings.online_timeout)},
      Filling{"offline", command("offline", settings.offline_timeout)},
      Filling{"terminate", command("terminate", settings.offline_timeout)},
      Filling{"hold", std::to_string(settings.hold.count())},
  };
  return with_crlf(fill(language.script, common) + (policy == OnUnreachable::basic
                                                        ? fill(language.basic_policy, basic)
                                                        : fill(language.fixed_policy, fixed)));
}

}  // namespace deepalive::cluster
