#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

// What was seen in one reading of IIS. Plain values.
namespace deepalive::probes {

// Of sites and application pools. The numbers are those of the attribute `state` of the
// administration API; other scales (worker processes, performance counters, IIS 6) have other
// numbers and are never cast to this.
enum class RunState : std::uint8_t {
  starting,
  started,
  stopping,
  stopped,
  unknown,  // IIS itself says so; also what a caller without rights is told
};
inline constexpr std::array kAllRunStates = {RunState::starting, RunState::started,
                                             RunState::stopping, RunState::stopped,
                                             RunState::unknown};

// Of a worker process, likewise.
enum class WorkerState : std::uint8_t { starting, running, stopping, unknown };

enum class StartMode : std::uint8_t {
  on_demand,  // no worker process until a request comes: none alive is healthy
  always_running,
};

std::string_view to_name(RunState state);

struct WorkerProcess {
  std::uint32_t process_id = 0;
  WorkerState state = WorkerState::unknown;
};

// When IIS itself gives up on a pool: it stops one whose worker processes crash too often.
struct RapidFailProtection {
  unsigned max_crashes = 5;
  Duration interval = std::chrono::minutes(5);
};

// A folder that a site is read from.
struct ContentFolder {
  std::string url_path;   // of the virtual directory, for people: "/", "/shop/images"
  std::string path;       // environment variables may still be in it: %SystemDrive%\inetpub
  std::string user_name;  // as whom IIS reads it; empty = as the pool's or the visitor's account
};

struct SiteState {
  std::string name;  // as IIS spells it
  std::uint32_t id = 0;
  bool auto_start = true;  // false and stopped: on purpose
  Result<RunState> state = RunState::unknown;
  // Of its applications, each once; only when the query asked for the pools of the sites.
  Result<std::vector<std::string>> app_pools = std::vector<std::string>{};
  // Of its virtual directories, kMaxContentFolders at most; only when the query asked for them.
  Result<std::vector<ContentFolder>> folders = std::vector<ContentFolder>{};
};
inline constexpr std::size_t kMaxContentFolders = 256;

struct AppPoolState {
  std::string name;
  bool auto_start = true;
  StartMode start_mode = StartMode::on_demand;
  Result<RunState> state = RunState::unknown;
  Result<std::vector<WorkerProcess>> workers = std::vector<WorkerProcess>{};
  // None: switched off, not readable, or not asked for.
  std::optional<RapidFailProtection> rapid_fail{};
};

// What became of one name of the query.
struct Found {
  std::optional<std::size_t> index;  // into IisState::sites or app_pools; none = no such thing,
  std::string nearest{};             // perhaps meant this one,
  std::optional<Error> doubt{};      // unless this kept the reader from seeing everything
};
using FoundByName = std::map<std::string, Found, std::less<>>;

struct IisState {
  // Each once, however often and in whatever case it was asked for.
  std::vector<SiteState> sites;
  std::vector<AppPoolState> app_pools;
  // By the names exactly as asked for (and, for pools of sites, as the sites name them).
  FoundByName site_names;
  FoundByName app_pool_names;
  // "W3SVC is stopped": then everything counts as stopped without having been asked. Empty = both
  // services run.
  std::string stopped_service;
  // For the log, when something was odd that no item shows; else empty.
  std::string remark;
  Instant time;  // when the reading was complete
  Duration duration{};
};

// What is to be read. Names are UTF-8 and compared without case.
struct IisQuery {
  std::vector<std::string> sites;
  std::vector<std::string> app_pools;
  bool app_pools_of_sites = false;  // also every pool that an application of these sites uses
  bool folders_of_sites = false;
  bool anew = false;  // nothing from a cache: what was read of the configuration may be out of date
  bool rapid_fail = false;
};

// Reads the state of IIS. Blocks, for minutes if IIS does; throws nothing. Made, used and destroyed
// on one thread.
class IisReader {
 public:
  virtual ~IisReader() = default;

  // An error means that nothing could be read at all; what is wrong with one item stays in that
  // item.
  virtual Result<IisState> read(const IisQuery& query) = 0;
};

}  // namespace deepalive::probes
