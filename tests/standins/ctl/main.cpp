#include <algorithm>
#include <cstdio>
#include <vector>

#include "tests/standins/ctl/commands.h"
#include "tests/standins/world/text.h"

namespace {

using namespace deepalive::standins;
using namespace deepalive::standins::ctl;

constexpr char kUsage[] =
    "usage: standin_ctl [--world PATH] COMMAND\n"
    "  init FILE.yaml|--empty                 make the world, or replace what is in it\n"
    "  site NAME start|stop|remove            at runtime, as by the administration API\n"
    "  site NAME transition N                 the next starts and stops show for N reads\n"
    "  site NAME answer 200|500|...           whole answers with this status\n"
    "  site NAME answer slow 4s|half|silent|reset|body TEXT\n"
    "  pool NAME start|stop|recycle|transition N|workers N\n"
    "  service W3SVC|WAS start|stop           through the SCM when it is installed\n"
    "  fault com hang|delay 2s|hresult 0x80070005 [--on TARGET]\n"
    "                 TARGET: all create sections state workers methods item NAME\n"
    "  fault com vanish NAME                  counted, then gone\n"
    "  fault com stopped-hresult 0x800706BA   what runtime reads say while a service is stopped\n"
    "  fault com none\n"
    "  sites N                                N generated sites and pools, without HTTP\n"
    "  show [--json]\n"
    "  register [--com-only] | unregister     COM classes and services; register starts them\n"
    "The world is PATH, else DEEPALIVE_STANDIN_WORLD, else the registered one, else\n"
    "C:\\ProgramData\\DeepAliveStandin\\world.\n";

Place place_from(std::vector<std::wstring>& words) {
  if (words.size() >= 2 && words[0] == L"--world") {
    Place place{words[1], true};
    words.erase(words.begin(), words.begin() + 2);
    return place;
  }
  const auto current = World::current_path();
  if (!current) return {L"C:\\ProgramData\\DeepAliveStandin\\world", false};
  return {*current, current != World::registered_path()};
}

void run(std::vector<std::wstring> words) {
  static constexpr std::wstring_view kCommands[] = {L"init",    L"site",     L"pool",
                                                    L"service", L"fault",    L"sites",
                                                    L"show",    L"register", L"unregister"};
  const Place place = place_from(words);
  const std::wstring command = word_at(words, 0, "a command");
  if (std::ranges::find(kCommands, command) == std::end(kCommands)) wrong_word(command, kCommands);
  const Words rest = Words(words).subspan(1);
  if (command == L"init") return init(place, rest);
  if (command == L"register") return register_all(place, rest);
  if (command == L"unregister") return unregister_all();
  const auto world = World::open(place.path);
  if (command == L"site") return site(*world, rest);
  if (command == L"pool") return pool(*world, rest);
  if (command == L"service") return service(*world, place, rest);
  if (command == L"fault") return fault(*world, rest);
  if (command == L"sites") return many_sites(*world, rest);
  show(*world, rest);
}

}  // namespace

int wmain(int count, wchar_t** arguments) {
  std::vector<std::wstring> words(arguments + 1, arguments + count);
  if (words.empty() || words[0] == L"help" || words[0] == L"--help") {
    std::fputs(kUsage, words.empty() ? stderr : stdout);
    return words.empty() ? 64 : 0;
  }
  try {
    run(std::move(words));
    return 0;
  } catch (const UsageError& error) {
    std::fprintf(stderr, "standin_ctl: %s; 'standin_ctl help' shows all commands\n", error.what());
    return 64;
  } catch (const WorldError& error) {
    std::fprintf(stderr, "standin_ctl: %s\n", error.what());
    return 1;
  }
}
