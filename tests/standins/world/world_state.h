#pragma once

#include <atomic>
#include <cstdint>
#include <cwchar>
#include <string_view>

// The pretended node as it lies in shared memory: plain data of fixed size, the same in every
// process that maps it. Texts are bounded; counts never exceed the arrays beside them.
namespace deepalive::standins {

inline constexpr std::uint32_t kWorldMagic = 0x44574153;
inline constexpr std::uint32_t kWorldLayout = 1;
inline constexpr std::uint32_t kMaxSites = 6000;
inline constexpr std::uint32_t kMaxPools = 6000;
inline constexpr std::uint32_t kMaxPerSite = 8;  // applications, and bindings
inline constexpr std::uint32_t kMaxWorkers = 8;  // per pool
inline constexpr std::uint32_t kMaxFaults = 16;
inline constexpr std::uint32_t kMaxClients = 32;

template <std::size_t N>
struct Text {
  wchar_t characters[N];

  // Also safe on a record that another process is just writing.
  std::wstring_view view() const { return {characters, wcsnlen(characters, N)}; }

  // False, and unchanged, when the text does not fit.
  bool assign(std::wstring_view text) {
    if (text.size() >= N) return false;
    text.copy(characters, text.size());
    characters[text.size()] = L'\0';
    return true;
  }
};

// The numbers of the administration API (both for sites and pools).
enum class RunState : std::uint32_t { starting, started, stopping, stopped, unknown };

// A state, and how it gets from one to another: with `slow_reads` above zero a start or stop
// shows Starting or Stopping for that many reads before it settles.
struct Run {
  RunState state;
  RunState target;
  std::uint32_t reads_left;
  std::uint32_t slow_reads;
};

enum class AnswerKind : std::uint32_t {
  complete,  // the whole answer, after the delay
  half,      // head and a part of the body, then the connection is closed
  silent,    // the request is read and never answered
  reset,     // the connection is reset after the request was read
};

struct Answer {
  AnswerKind kind;
  std::uint32_t status;
  std::uint32_t delay_ms;
  Text<512> body;  // empty: the body that fits the status
};

struct SiteRecord {
  std::uint32_t id;
  std::uint32_t auto_start;
  Run run;
  Text<128> name;
  Text<260> physical_path;
  std::uint32_t pool_count;
  Text<64> pools[kMaxPerSite];  // of the applications; the first is the root's
  std::uint32_t binding_count;
  Text<128> bindings[kMaxPerSite];  // "http/*:80:shop.example.com"
  std::uint32_t served;             // does the HTTP face serve it? Not the thousands of `sites N`
  std::uint32_t port;               // on loopback; 0 until the HTTP face has chosen one
  std::uint32_t listening;          // what the HTTP face has done about `run`
  Answer answer;
};

struct PoolRecord {
  Text<64> name;
  std::uint32_t auto_start;
  std::uint32_t always_running;  // startMode AlwaysRunning
  Run run;
  std::uint32_t worker_count;
  std::uint32_t workers[kMaxWorkers];
};

enum class Service : std::uint32_t { w3svc, was };
inline constexpr std::uint32_t kServices = 2;

struct ServiceRecord {
  std::uint32_t running;
  std::uint32_t process_id;  // of the real service that keeps `running` true to the SCM; or 0
};

enum class FaultTarget : std::uint32_t {
  all,       // every one of those below, and every other property value
  create,    // activation of the COM class
  sections,  // GetAdminSection
  state,     // reading a state
  workers,   // obtaining workerProcesses
  methods,   // Start, Stop, Recycle
  item,      // state and methods of the one site or pool that `item` names
};

enum class FaultEffect : std::uint32_t {
  hresult,  // the call fails with it
  delay,    // the call takes that much longer
  hang,     // the call does not return until the fault is taken away
  vanish,   // the item is counted but gone when items are asked for
};

struct Fault {
  FaultEffect effect;
  FaultTarget target;
  std::int32_t hresult;
  std::uint32_t delay_ms;
  Text<128> item;
};

// A process that has COM objects of the stand-in.
struct Client {
  std::uint32_t process_id;
  std::atomic<std::uint32_t> live_objects;
};

struct Counters {
  std::atomic<std::uint64_t> creates;
  std::atomic<std::uint64_t> sections;
  std::atomic<std::uint64_t> states;
  std::atomic<std::uint64_t> workers;
  std::atomic<std::uint64_t> methods;
  std::atomic<std::uint64_t> requests;  // over HTTP
};

struct WorldState {
  std::uint32_t magic;
  std::uint32_t layout;
  std::atomic<std::uint32_t> sequence;     // odd while a writer is at work
  std::atomic<std::uint32_t> fault_count;  // read alone, before each call
  std::int32_t stopped_hresult;            // of runtime reads while a service is stopped
  std::uint32_t next_process_id;           // of pretended workers
  Counters counters;
  ServiceRecord services[kServices];
  Fault faults[kMaxFaults];
  Client clients[kMaxClients];
  std::uint32_t site_count;
  std::uint32_t pool_count;
  PoolRecord pools[kMaxPools];
  SiteRecord sites[kMaxSites];
};

}  // namespace deepalive::standins
