#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/standins/ctl/commands.h"
#include "tests/standins/world/text.h"
#include "tests/standins/world/world_actions.h"
#include "tests/standins/world/world_seed.h"

namespace deepalive::standins::ctl {
namespace {

std::uint32_t number_at(Words words, std::size_t index, const char* what, std::uint32_t limit) {
  const std::wstring& word = word_at(words, index, what);
  const auto number = parse_number(word, limit);
  if (!number) {
    throw UsageError("'" + narrow(word) + "' is no " + what + "; a whole number up to " +
                     std::to_string(limit) + " is needed");
  }
  return *number;
}

std::string read_file(const std::wstring& path) {
  std::ifstream file(std::filesystem::path(path), std::ios::binary);
  if (!file) throw WorldError("cannot read " + narrow(path));
  return {std::istreambuf_iterator<char>(file), {}};
}

[[noreturn]] void no_such(const char* kind, const std::wstring& name) {
  throw WorldError(std::string("this world has no ") + kind + " '" + narrow(name) +
                   "'; standin_ctl show lists them");
}

void check(HRESULT result, const std::wstring& name) {
  if (FAILED(result)) throw WorldError(narrow(name) + ": " + describe_hresult(result));
}

// `change(SiteRecord&)`; throws when there is no such site.
template <typename Change>
void change_site(World& world, const std::wstring& name, Change&& change) {
  const bool found = world.write([&](WorldState& state) {
    SiteRecord* record = find_site(state, name);
    if (record != nullptr) change(*record);
    return record != nullptr;
  });
  if (!found) no_such("site", name);
}

template <typename Change>
void change_pool(World& world, const std::wstring& name, Change&& change) {
  const bool found = world.write([&](WorldState& state) {
    PoolRecord* record = find_pool(state, name);
    if (record != nullptr) change(state, *record);
    return record != nullptr;
  });
  if (!found) no_such("application pool", name);
}

// A stopped site refuses connections as soon as the command is back.
void wait_for_http(World& world, const std::wstring& name) {
  const ULONGLONG deadline = GetTickCount64() + 1000;
  while (GetTickCount64() < deadline) {
    bool settled = true;
    const auto served_by =
        world.read([](const WorldState& state) { return state.services[0].process_id; });
    if (!process_is_alive(served_by)) return;
    change_site(world, name, [&settled](const SiteRecord& site) {
      const bool started = site.run.state == RunState::started;
      settled = site.served == 0 || started == (site.listening != 0);
    });
    if (settled) return;
    Sleep(5);
  }
}

void remove_site(World& world, const std::wstring& name) {
  const bool found = world.write([&name](WorldState& state) {
    SiteRecord* record = find_site(state, name);
    if (record == nullptr) return false;
    std::move(record + 1, state.sites + state.site_count, record);
    --state.site_count;
    return true;
  });
  if (!found) no_such("site", name);
}

Answer parse_answer(Words words) {
  static constexpr std::wstring_view kKinds[] = {L"slow", L"half", L"silent", L"reset", L"body"};
  const std::wstring& word = word_at(words, 0, "an answer");
  Answer answer{};
  answer.status = 200;
  if (const auto status = parse_number(word, 599)) {
    if (*status < 200) throw UsageError("a status from 200 to 599 is needed");
    answer.status = *status;
  } else if (word == L"slow") {
    const auto delay = parse_duration(word_at(words, 1, "a duration, such as 4s"));
    if (!delay) throw UsageError("'" + narrow(words[1]) + "' is no duration, such as 250ms or 4s");
    answer.delay_ms = static_cast<std::uint32_t>(delay->count());
  } else if (word == L"half") {
    answer.kind = AnswerKind::half;
  } else if (word == L"silent") {
    answer.kind = AnswerKind::silent;
  } else if (word == L"reset") {
    answer.kind = AnswerKind::reset;
  } else if (word == L"body") {
    if (!answer.body.assign(word_at(words, 1, "the body"))) {
      throw UsageError("a body of at most 511 characters is possible");
    }
  } else {
    wrong_word(word, kKinds);
  }
  return answer;
}

}  // namespace

void init(const Place& place, Words words) {
  const std::wstring& file = word_at(words, 0, "FILE.yaml or --empty");
  const WorldSeed seed = file == L"--empty" ? WorldSeed{} : parse_seed(read_file(file));
  const auto folder = std::filesystem::path(place.path).parent_path();
  std::error_code ignored;  // opening the file says what is wrong with the folder
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  plant(*World::open(place.path, World::Mode::create), seed);
}

void many_sites(World& world, Words words) {
  WorldSeed seed;
  add_many_sites(seed, number_at(words, 0, "number of sites", kMaxSites));
  plant(world, seed);
}

void site(World& world, Words words) {
  static constexpr std::wstring_view kActions[] = {L"start", L"stop", L"remove", L"transition",
                                                   L"answer"};
  const std::wstring& name = word_at(words, 0, "the site's name");
  const std::wstring& action = word_at(words, 1, "what to do with the site");
  if (action == L"answer") {
    const Answer answer = parse_answer(words.subspan(2));
    return change_site(world, name, [&](SiteRecord& site) { site.answer = answer; });
  }
  if (action == L"transition") {
    const std::uint32_t reads = number_at(words, 2, "number of reads", 1000);
    return change_site(world, name, [=](SiteRecord& site) { site.run.slow_reads = reads; });
  }
  if (action == L"remove") return remove_site(world, name);
  if (action != L"start" && action != L"stop") wrong_word(action, kActions);
  std::uint32_t id = 0;
  change_site(world, name, [&id](const SiteRecord& site) { id = site.id; });
  check(control_site(world, id, action == L"start" ? Control::start : Control::stop), name);
  wait_for_http(world, name);
}

void pool(World& world, Words words) {
  static constexpr std::wstring_view kActions[] = {L"start", L"stop", L"recycle", L"transition",
                                                   L"workers"};
  const std::wstring& name = word_at(words, 0, "the application pool's name");
  const std::wstring& action = word_at(words, 1, "what to do with the pool");
  if (action == L"transition") {
    const std::uint32_t reads = number_at(words, 2, "number of reads", 1000);
    return change_pool(world, name,
                       [=](WorldState&, PoolRecord& pool) { pool.run.slow_reads = reads; });
  }
  if (action == L"workers") {
    const std::uint32_t count = number_at(words, 2, "number of worker processes", kMaxWorkers);
    return change_pool(world, name, [=](WorldState& state, PoolRecord& pool) {
      for (pool.worker_count = 0; pool.worker_count < count; ++pool.worker_count) {
        pool.workers[pool.worker_count] = state.next_process_id += 4;
      }
    });
  }
  if (action != L"start" && action != L"stop" && action != L"recycle") wrong_word(action, kActions);
  change_pool(world, name, [](WorldState&, PoolRecord&) {});
  const Control control = action == L"start"  ? Control::start
                          : action == L"stop" ? Control::stop
                                              : Control::recycle;
  check(control_pool(world, name, control), name);
}

void service(World& world, const Place& place, Words words) {
  static constexpr std::wstring_view kServiceNames[] = {L"W3SVC", L"WAS"};
  static constexpr std::wstring_view kActions[] = {L"start", L"stop"};
  const std::wstring& name = word_at(words, 0, "W3SVC or WAS");
  const std::wstring& action = word_at(words, 1, "start or stop");
  if (name != L"W3SVC" && name != L"WAS") wrong_word(name, kServiceNames);
  if (action != L"start" && action != L"stop") wrong_word(action, kActions);
  const bool start = action == L"start";
  if (!place.chosen && control_real_service(name.c_str(), start)) return;
  service_changed(world, name == L"WAS" ? Service::was : Service::w3svc, start, 0);
}

void fault(World& world, Words words) {
  static constexpr std::wstring_view kEffects[] = {L"hang",   L"delay",           L"hresult",
                                                   L"vanish", L"stopped-hresult", L"none"};
  static constexpr std::wstring_view kFaces[] = {L"com"};
  static constexpr std::wstring_view kTargets[] = {L"all",     L"create",  L"sections", L"state",
                                                   L"workers", L"methods", L"item"};
  if (word_at(words, 0, "com") != L"com") wrong_word(words[0], kFaces);
  const std::wstring& effect = word_at(words, 1, "the fault");
  const auto code_at = [&](std::size_t index) {
    const auto code = parse_hresult(word_at(words, index, "an HRESULT, such as 0x80070005"));
    if (!code) throw UsageError("'" + narrow(words[index]) + "' is no failing HRESULT");
    return *code;
  };
  if (effect == L"none") return clear_faults(world);
  if (effect == L"stopped-hresult") {
    return world.write([code = code_at(2)](WorldState& state) { state.stopped_hresult = code; });
  }
  Fault fault{};
  std::size_t next = 2;
  if (effect == L"hang") {
    fault.effect = FaultEffect::hang;
  } else if (effect == L"delay") {
    const auto delay = parse_duration(word_at(words, next++, "a duration, such as 2s"));
    if (!delay) throw UsageError("'" + narrow(words[2]) + "' is no duration, such as 250ms or 2s");
    fault.effect = FaultEffect::delay;
    fault.delay_ms = static_cast<std::uint32_t>(delay->count());
  } else if (effect == L"hresult") {
    fault.hresult = code_at(next++);
  } else if (effect == L"vanish") {
    fault.effect = FaultEffect::vanish;
    fault.target = FaultTarget::item;
    if (!fault.item.assign(word_at(words, next++, "the item's name"))) {
      throw UsageError("the item's name is too long");
    }
  } else {
    wrong_word(effect, kEffects);
  }
  if (next < words.size()) {
    if (words[next] != L"--on") throw UsageError("only --on TARGET may follow");
    const std::wstring& target = word_at(words, next + 1, "the target");
    const auto found = std::ranges::find(kTargets, target);
    if (found == std::end(kTargets)) wrong_word(target, kTargets);
    fault.target = static_cast<FaultTarget>(found - std::begin(kTargets));
    if (fault.target == FaultTarget::item &&
        !fault.item.assign(word_at(words, next + 2, "the item's name"))) {
      throw UsageError("the item's name is too long");
    }
  }
  if (!add_fault(world, fault)) throw WorldError("too many faults; take some away: fault com none");
}

}  // namespace deepalive::standins::ctl
