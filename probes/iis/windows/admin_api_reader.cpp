#include "probes/iis/windows/admin_api_reader.h"

#include <algorithm>
#include <map>
#include <utility>

#include "probes/iis/iis_services.h"
#include "probes/iis/windows/admin_manager.h"
#include "probes/iis/windows/element_finder.h"
#include "probes/windows/utf8.h"

namespace deepalive::probes {
namespace {

using namespace ahadmin;
using windows::to_wide;

constexpr Duration kManagerAge = std::chrono::minutes(1);
constexpr Duration kManagerAgeWhenMissing = std::chrono::seconds(10);
constexpr Duration kManagerAgeWhenAnew = std::chrono::seconds(1);

using Workers = Result<std::vector<WorkerProcess>>;
using WorkersByPool = std::map<std::wstring, std::vector<WorkerProcess>, OrdinalIgnoreCase>;

// Wanted names, each once, and in which spellings they are asked for.
class Wishes {
 public:
  void add(const std::string& name) {
    const auto [wish, added] = positions_.emplace(to_wide(name), names_.size());
    if (added) {
      names_.push_back(wish->first);
      spellings_.emplace_back();
    }
    auto& spellings = spellings_[wish->second];
    if (std::ranges::find(spellings, name) == spellings.end()) spellings.push_back(name);
  }

  const WantedNames& names() const { return names_; }
  const std::vector<std::string>& spellings(std::size_t i) const { return spellings_[i]; }

 private:
  std::map<std::wstring, std::size_t, OrdinalIgnoreCase> positions_;
  WantedNames names_;
  std::vector<std::vector<std::string>> spellings_;
};

class AdminApiReader : public IisReader {
 public:
  AdminApiReader(std::unique_ptr<ServiceReader> services, Clock clock)
      : services_(std::move(services)), clock_(std::move(clock)) {}

  Result<IisState> read(const IisQuery& query) override;

 private:
  std::string stopped_service();
  std::optional<Error> prepare_manager(TimePoint now, Duration most_age);

  std::optional<Error> read_sites(const IisQuery& query, IisState& state);
  std::optional<Error> read_app_pools(const IisQuery& query, IisState& state);
  SiteState read_site(IAppHostElement& element, const IisQuery& query, bool running);
  AppPoolState read_app_pool(IAppHostElement& element, const IisQuery& query, bool running);
  Result<WorkersByPool> read_workers(IAppHostElement& app_pools);

  // First, so that it ends last: everything below is COM.
  const windows::ComApartment apartment_;
  const std::unique_ptr<ServiceReader> services_;
  const Clock clock_;
  const Words words_;
  ElementFinder site_finder_;
  ElementFinder app_pool_finder_;
  Manager manager_;
  TimePoint manager_made_{};
};

std::string AdminApiReader::stopped_service() {
  auto down = iis_service_down([this](std::string_view name) { return services_->query(name); });
  return down ? std::move(down->text) : std::string();
}

std::optional<Error> AdminApiReader::prepare_manager(TimePoint now, Duration most_age) {
  if (now - manager_made_ >= most_age) manager_.reset();
  if (manager_) return std::nullopt;
  auto manager = make_reading_manager(apartment_);
  if (!manager) return manager.error();
  manager_ = *std::move(manager);
  manager_made_ = now;
  return std::nullopt;
}

// Finds the wanted elements of a section and lets `read` make an item of each.
template <class Item, class Read>
void read_wanted(ElementFinder& finder, IAppHostElementCollection* collection, const Wishes& wishes,
                 const Words& words, std::vector<Item>& items, FoundByName& names, Read read) {
  std::vector<Located> located(wishes.names().size());
  if (collection) located = finder.find(*collection, wishes.names(), words);
  for (std::size_t i = 0; i < located.size(); ++i) {
    Found found{.index = std::nullopt,
                .nearest = std::move(located[i].nearest),
                .doubt = std::move(located[i].doubt)};
    if (located[i].element) {
      found.index = items.size();
      items.push_back(read(*located[i].element));
      items.back().name = std::move(located[i].name);
    }
    for (const auto& spelling : wishes.spellings(i)) names[spelling] = found;
  }
}

std::optional<Error> AdminApiReader::read_sites(const IisQuery& query, IisState& state) {
  Wishes wishes;
  for (const auto& name : query.sites) wishes.add(name);
  if (wishes.names().empty()) return std::nullopt;
  const auto sites = section_of(*manager_, words_.sites_section, words_);
  if (!sites) return sites.error();
  const auto collection = collection_of(**sites, "the list of sites");
  if (!collection) return collection.error();
  const bool running = state.stopped_service.empty();
  read_wanted(site_finder_, collection->get(), wishes, words_, state.sites, state.site_names,
              [&](IAppHostElement& element) { return read_site(element, query, running); });
  return std::nullopt;
}

SiteState AdminApiReader::read_site(IAppHostElement& element, const IisQuery& query, bool running) {
  SiteState site;
  if (const auto id = read_number(element, words_.id)) site.id = *id;
  if (const auto flag = read_flag(element, words_.site_auto_start)) site.auto_start = *flag;
  site.state = running ? read_run_state(element, words_) : RunState::stopped;
  if (query.app_pools_of_sites) site.app_pools = app_pools_of_site(element, words_);
  if (query.folders_of_sites) site.folders = folders_of_site(element, words_);
  return site;
}

std::optional<Error> AdminApiReader::read_app_pools(const IisQuery& query, IisState& state) {
  Wishes wishes;
  for (const auto& name : query.app_pools) wishes.add(name);
  for (const auto& site : state.sites) {
    if (!site.app_pools) continue;
    for (const auto& name : *site.app_pools) wishes.add(name);
  }
  if (wishes.names().empty()) return std::nullopt;
  const auto app_pools = section_of(*manager_, words_.app_pools_section, words_);
  if (!app_pools) return app_pools.error();
  const auto collection = collection_of(**app_pools, "the list of application pools");
  if (!collection) return collection.error();
  const bool running = state.stopped_service.empty();
  read_wanted(app_pool_finder_, collection->get(), wishes, words_, state.app_pools,
              state.app_pool_names,
              [&](IAppHostElement& element) { return read_app_pool(element, query, running); });
  if (!running) return std::nullopt;
  const auto workers = read_workers(**app_pools);
  if (!workers) state.remark = "worker processes: " + workers.error().where;
  for (auto& pool : state.app_pools) {
    if (!workers) {
      pool.workers = workers.error();
    } else if (const auto found = workers->find(to_wide(pool.name)); found != workers->end()) {
      pool.workers = found->second;
    }
  }
  return std::nullopt;
}

AppPoolState AdminApiReader::read_app_pool(IAppHostElement& element, const IisQuery& query,
                                           bool running) {
  AppPoolState pool;
  if (const auto flag = read_flag(element, words_.pool_auto_start)) pool.auto_start = *flag;
  if (const auto mode = read_number(element, words_.start_mode)) {
    pool.start_mode = *mode == 1 ? StartMode::always_running : StartMode::on_demand;
  }
  pool.state = running ? read_run_state(element, words_) : RunState::stopped;
  if (query.rapid_fail) pool.rapid_fail = rapid_fail_of(element, words_);
  return pool;
}

// All worker processes in one go, from the section: asking each pool would touch suspended workers
// too, for minutes.
Result<WorkersByPool> AdminApiReader::read_workers(IAppHostElement& app_pools) {
  Element element;
  const HRESULT result = app_pools.GetElementByName(words_.worker_processes.get(), element.put());
  if (FAILED(result)) return call_error("workerProcesses", result);
  WorkersByPool workers;
  if (!element) return workers;
  const auto collection = collection_of(*element, "workerProcesses");
  if (!collection) return collection.error();
  if (!*collection) return workers;
  const auto count = count_of(**collection);
  if (!count) return count.error();
  for (std::uint32_t i = 0; i < *count; ++i) {
    // A process that ends while the list is read is no error: skipped.
    const auto process = item_of(**collection, i);
    if (!process) continue;
    const auto pool = read_text(**process, words_.app_pool_name);
    const auto id = read_number(**process, words_.process_id);
    if (!pool || !id) continue;
    const auto number = read_number(**process, words_.state);
    const auto state =
        number && *number <= 2 ? static_cast<WorkerState>(*number) : WorkerState::unknown;
    workers[*pool].push_back({*id, state});
  }
  return workers;
}

bool any_missing(const FoundByName& names) {
  return std::ranges::any_of(names, [](const auto& entry) { return !entry.second.index; });
}

template <class Items>
bool any_unreadable(const Items& items) {
  return std::ranges::any_of(items, [](const auto& item) { return !item.state; });
}

template <class Items>
void unreadable_is_stopped(Items& items) {
  for (auto& item : items) {
    if (!item.state) item.state = RunState::stopped;
  }
}

Result<IisState> AdminApiReader::read(const IisQuery& query) {
  const TimePoint begin = clock_().steady;
  SetErrorInfo(0, nullptr);  // what earlier calls left must not explain a failure of this reading
  IisState state;
  state.stopped_service = stopped_service();
  std::optional<Error> error =
      prepare_manager(begin, query.anew ? kManagerAgeWhenAnew : kManagerAge);
  if (!error) error = read_sites(query, state);
  if (!error) error = read_app_pools(query, state);
  if (error) {
    manager_.reset();
    return std::move(*error);
  }
  // A service that went down while states were read shows in them, with codes that are not
  // documented.
  if (state.stopped_service.empty() &&
      (any_unreadable(state.sites) || any_unreadable(state.app_pools))) {
    state.stopped_service = stopped_service();
    if (!state.stopped_service.empty()) {
      unreadable_is_stopped(state.sites);
      unreadable_is_stopped(state.app_pools);
    }
  }
  if ((any_missing(state.site_names) || any_missing(state.app_pool_names)) &&
      begin - manager_made_ >= kManagerAgeWhenMissing) {
    manager_.reset();
  }
  state.time = clock_();
  state.duration = state.time.steady - begin;
  return state;
}

}  // namespace

std::unique_ptr<IisReader> make_admin_api_reader(std::unique_ptr<ServiceReader> services,
                                                 Clock clock) {
  return std::make_unique<AdminApiReader>(std::move(services), std::move(clock));
}

}  // namespace deepalive::probes
