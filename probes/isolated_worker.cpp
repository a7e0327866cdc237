#include "probes/isolated_worker.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "core/units.h"

namespace deepalive::probes {

struct IsolatedThread::Reader {
  std::thread thread;
  bool reading = false;
  bool abandoned = false;
};

namespace {

enum class Progress { waiting, reading, read, failed };

struct Request {
  IsolatedThread::Job job;
  TimePoint deadline;
  Duration timeout{};
  Progress progress = Progress::waiting;
  Error error{};
};

}  // namespace

struct IsolatedThread::State {
  const Settings settings;
  const std::function<std::shared_ptr<void>()> make_session;

  std::mutex mutex{};  // guards everything below, and every Reader
  std::condition_variable to_read{};
  std::condition_variable to_answer{};
  bool stopping = false;
  std::optional<Request> request{};
  std::shared_ptr<Reader> reader{};  // the thread that takes the next request, if there is one
  Stats stats{};

  // The caller holds the mutex.
  void abandon_reader() {
    reader->abandoned = true;
    reader->thread.detach();
    reader.reset();
    ++stats.hung;
  }

  void fail_request(Error error) {
    request->progress = Progress::failed;
    request->error = std::move(error);
    to_answer.notify_one();
  }
};

struct IsolatedThread::Answering {
  std::thread thread;
};

IsolatedThread::IsolatedThread(Settings settings,
                               std::function<std::shared_ptr<void>()> make_session)
    : state_(new State{.settings = std::move(settings), .make_session = std::move(make_session)}),
      answering_(new Answering{std::thread([state = state_] { run_answers(state); })}) {}

IsolatedThread::~IsolatedThread() {
  std::shared_ptr<Reader> idle;
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    if (state_->reader && state_->reader->reading) {
      state_->abandon_reader();
    } else {
      idle = std::move(state_->reader);
    }
    state_->to_read.notify_all();
    state_->to_answer.notify_all();
  }
  answering_->thread.join();
  if (idle) idle->thread.join();
  // Destroys the caller's receiver here and not on a thread that hangs.
  const std::lock_guard lock(state_->mutex);
  state_->request.reset();
}

bool IsolatedThread::request(Duration timeout, Job job) {
  State& state = *state_;
  const std::lock_guard lock(state.mutex);
  if (state.request) return false;
  state.request.emplace(Request{.job = std::move(job),
                                .deadline = std::chrono::steady_clock::now() + timeout,
                                .timeout = timeout});
  state.to_answer.notify_one();
  if (state.reader) {
    state.to_read.notify_one();
    return true;
  }
  if (state.stats.hung >= state.settings.max_hung) {
    ++state.stats.turned_away;
    state.fail_request({state.settings.on_timeout, 0,
                        state.settings.what + " is not tried: " + std::to_string(state.stats.hung) +
                            " earlier attempts have not come back yet"});
    return true;
  }
  try {
    const auto reader = std::make_shared<Reader>();
    // The new thread cannot look at the reader before this function lets go of the mutex.
    reader->thread = std::thread([state = state_, reader] { run_reader(state, reader); });
    state.reader = reader;
  } catch (const std::exception& error) {
    state.fail_request(
        {Reason::internal_error, 0, state.settings.what + ": no thread for it: " + error.what()});
  }
  return true;
}

IsolatedThread::Stats IsolatedThread::stats() const {
  const std::lock_guard lock(state_->mutex);
  return state_->stats;
}

void IsolatedThread::run_reader(const std::shared_ptr<State>& state,
                                const std::shared_ptr<Reader>& reader) {
  std::shared_ptr<void> session;
  std::unique_lock lock(state->mutex);
  for (;;) {
    state->to_read.wait(lock, [&] {
      return state->stopping || (state->request && state->request->progress == Progress::waiting);
    });
    if (state->stopping) break;
    state->request->progress = Progress::reading;
    auto read = std::move(state->request->job.read);
    reader->reading = true;
    lock.unlock();

    std::optional<Error> error;
    try {
      if (!session) session = state->make_session();
      read(session.get());
    } catch (const std::exception& caught) {
      error = Error{Reason::internal_error, 0, state->settings.what + ": " + caught.what()};
    } catch (...) {
      error = Error{Reason::internal_error, 0, state->settings.what + ": unknown exception"};
    }
    read = nullptr;

    lock.lock();
    reader->reading = false;
    if (reader->abandoned) break;
    if (error) {
      state->fail_request(std::move(*error));
    } else {
      state->request->progress = Progress::read;
      state->to_answer.notify_one();
    }
  }
  // An abandoned thread counts as hanging until its session is gone too: that may hang as well.
  const bool abandoned = reader->abandoned;
  lock.unlock();
  session.reset();
  if (!abandoned) return;
  lock.lock();
  --state->stats.hung;
}

void IsolatedThread::run_answers(const std::shared_ptr<State>& state) {
  std::unique_lock lock(state->mutex);
  while (!state->stopping) {
    if (!state->request) {
      state->to_answer.wait(lock);
      continue;
    }
    Request& open = *state->request;
    if (open.progress == Progress::waiting || open.progress == Progress::reading) {
      if (std::chrono::steady_clock::now() < open.deadline) {
        state->to_answer.wait_until(lock, open.deadline);
        continue;
      }
      if (open.progress == Progress::reading) {
        state->abandon_reader();
        ++state->stats.abandoned;
      }
      open.progress = Progress::failed;
      open.error = {
          state->settings.on_timeout, 0,
          state->settings.what + " did not come back within " + format_duration(open.timeout)};
    }
    Request answered = std::move(open);
    state->request.reset();
    lock.unlock();
    if (answered.progress == Progress::read) {
      answered.job.came_back();
    } else {
      answered.job.gave_up(std::move(answered.error));
    }
    answered.job = {};
    lock.lock();
  }
}

}  // namespace deepalive::probes
