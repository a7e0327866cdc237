#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "core/result.h"
#include "core/time.h"

namespace deepalive::probes {

// What every IsolatedWorker is made of, whatever it reads; use the template below.
class IsolatedThread {
 public:
  struct Settings {
    std::string what;                            // for texts: "reading IIS"
    Reason on_timeout = Reason::internal_error;  // of the error when a read does not come back
    unsigned max_hung = 3;                       // with so many threads hanging no new one is made
  };

  struct Stats {
    unsigned hung = 0;              // threads that were given up and are not back yet
    std::uint64_t abandoned = 0;    // threads ever given up
    std::uint64_t turned_away = 0;  // requests answered at once because max_hung threads hang
  };

  // All requests have been answered, or will not be, when the destructor returns; it does not wait
  // for a read.
  IsolatedThread(Settings settings, std::function<std::shared_ptr<void>()> make_session);
  IsolatedThread(const IsolatedThread&) = delete;
  IsolatedThread& operator=(const IsolatedThread&) = delete;
  ~IsolatedThread();

  struct Job {
    std::function<void(void* session)> read;  // on the reading thread
    std::function<void()> came_back;          // one of these two is called, on the answering thread
    std::function<void(Error)> gave_up;
  };

  bool request(Duration timeout, Job job);
  Stats stats() const;

 private:
  struct Reader;
  struct State;
  struct Answering;

  static void run_reader(const std::shared_ptr<State>& state,
                         const std::shared_ptr<Reader>& reader);
  static void run_answers(const std::shared_ptr<State>& state);

  const std::shared_ptr<State> state_;  // shared with threads that hang, which outlive this object
  std::unique_ptr<Answering> answering_;
};

// Runs blocking reads on a thread of their own and never waits for one longer than its deadline.
//
// A thread whose read does not come back in time is abandoned, never killed, and a new one takes
// its place; at most Settings::max_hung may hang at a time, then requests are turned away until one
// comes back. What an abandoned thread still finds out is dropped.
//
// Session is what reads need on their thread (COM, a connection): made on each reading thread when
// its first read begins, used and destroyed on that thread only.
//
// request() and stats() may be called from any thread and do not block. Destroy it from any thread
// but the answering one (not inside `done`).
template <class Session>
class IsolatedWorker {
 public:
  using Settings = IsolatedThread::Settings;
  using Stats = IsolatedThread::Stats;

  IsolatedWorker(Settings settings, std::function<std::shared_ptr<Session>()> make_session)
      : thread_(std::move(settings), std::move(make_session)) {}

  // Calls `Result<T> work(Session&)` on the reading thread and then, exactly once,
  // `done(Result<T>)` on the answering thread: with what work returned, or at the deadline with the
  // error of Settings. `done` must be quick (post to an executor). False, and nothing is called,
  // while the last request has no answer yet. `done` may request again. A request that is open when
  // the worker is destroyed is dropped without an answer.
  template <class Work, class Done>
  bool request(Duration timeout, Work work, Done done) {
    using Answer = std::invoke_result_t<Work&, Session&>;
    const auto answer = std::make_shared<std::optional<Answer>>();
    // Kept apart from `work`: a thread that hangs holds on to its work, and must not hold on to the
    // caller's executor.
    const auto receiver = std::make_shared<Done>(std::move(done));
    return thread_.request(timeout,
                           {[answer, work = std::move(work)](void* session) mutable {
                              answer->emplace(work(*static_cast<Session*>(session)));
                            },
                            [answer, receiver] { (*receiver)(std::move(**answer)); },
                            [receiver](Error error) { (*receiver)(Answer(std::move(error))); }});
  }

  Stats stats() const { return thread_.stats(); }

 private:
  IsolatedThread thread_;
};

}  // namespace deepalive::probes
