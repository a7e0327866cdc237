#include "probes/iis/worker_watch.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "tests/unit/probes/iis/readings.h"

namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;

using Workers = std::vector<WorkerProcess>;

WorkerProcess running(std::uint32_t id) { return {id, WorkerState::running}; }
WorkerProcess stopping(std::uint32_t id) { return {id, WorkerState::stopping}; }

class Watched : public ::testing::Test {
 protected:
  // The next reading, two seconds after the last unless told otherwise.
  std::string see(Workers workers, Duration later = 2s) {
    now_.steady += later;
    pool_.workers = std::move(workers);
    IisState state = empty_reading();
    state.time = now_;
    add_pool(state, pool_);
    return told(watch_.observe(state, now_));
  }
  std::string told(const Observation& seen) {
    detail_ = seen.detail;
    return std::string(to_name(seen.outcome)) + " " + std::string(to_name(seen.reason)) +
           (seen.degraded ? " degraded" : "");
  }
  // A crash and its replacement between two readings.
  std::string crash() { return see({running(++id_)}); }

  AppPoolState pool_{.name = "Pool", .state = RunState::started};
  WorkerWatch watch_{WorkerProcessTarget{.app_pool = "Pool", .crashes = 2, .window = 1min}};
  Instant now_ = kNow;
  std::uint32_t id_ = 1;
  std::string detail_;
};

TEST_F(Watched, APoolWithAWorkerProcessPasses) {
  EXPECT_EQ(see({running(1)}), "pass ok");
  EXPECT_EQ(detail_, "1 worker process is alive");
  EXPECT_EQ(see({running(1), running(2)}), "pass ok");
}

TEST_F(Watched, MoreUnexpectedEndsThanAllowedWithinTheWindowAreACrashLoop) {
  see({running(1)});
  EXPECT_EQ(crash(), "pass ok");
  EXPECT_EQ(crash(), "pass ok");
  EXPECT_EQ(crash(), "fail crash_loop");
  EXPECT_EQ(detail_,
            "worker processes of application pool 'Pool' ended unexpectedly 3 times within 1m "
            "(allowed are 2)");
  EXPECT_EQ(see({running(id_)}, 20s), "fail crash_loop");
}

TEST_F(Watched, ACrashLoopIsForgottenWithItsWindow) {
  see({running(1)});
  for (int i = 0; i < 3; ++i) crash();
  for (int i = 0; i < 6; ++i) see({running(id_)}, 10s);
  EXPECT_EQ(see({running(id_)}), "pass ok");
}

TEST_F(Watched, CrashesThatAreFarApartAreNoLoop) {
  see({running(1)});
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(crash(), "pass ok") << i;
    see({running(id_)}, 29s);
  }
}

TEST_F(Watched, ARecycleThatAReadingSawIsNoCrash) {
  see({running(1)});
  for (int i = 0; i < 9; ++i) {
    const std::uint32_t old = id_++;
    EXPECT_EQ(see({running(old), running(id_)}), "pass ok");
    EXPECT_EQ(see({running(id_)}), "pass ok");
  }
}

TEST_F(Watched, ARecycleThatBeganBetweenReadingsIsNoCrashWhileTheOldOneWasStopping) {
  see({running(1)});
  for (int i = 0; i < 9; ++i) {
    const std::uint32_t old = id_++;
    see({stopping(old)});
    EXPECT_EQ(see({running(id_)}), "pass ok");
  }
}

TEST_F(Watched, ARecycleBetweenTwoReadingsCannotBeToldFromACrash) {
  see({running(1)});
  EXPECT_EQ(see({running(2)}), "pass ok");
  EXPECT_EQ(detail_, "1 worker process is alive, once one ended unexpectedly");
}

TEST_F(Watched, IdleProcessesThatEndAreNoCrashes) {
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(see({running(++id_)}), "pass ok");
    EXPECT_EQ(see({}), "pass ok");
    see({}, 11s);
  }
}

TEST_F(Watched, AProcessThatIsReplacedAfterAWhileHasCrashed) {
  see({running(1)});
  for (int i = 0; i < 2; ++i) {
    see({});
    EXPECT_EQ(see({running(++id_)}, 5s), "pass ok");
  }
  see({});
  EXPECT_EQ(see({running(++id_)}, 5s), "fail crash_loop");
}

TEST_F(Watched, ProcessesOfAPoolThatIsStoppedEndOnPurpose) {
  for (int i = 0; i < 9; ++i) {
    pool_.state = RunState::started;
    EXPECT_EQ(see({running(++id_)}), "pass ok");
    pool_.state = RunState::stopped;
    EXPECT_EQ(see({}), "pass ok");
    EXPECT_EQ(detail_, "application pool 'Pool' is not started: it needs no worker process");
  }
}

TEST_F(Watched, ACrashLoopStaysOneAfterIisHasStoppedThePool) {
  see({running(1)});
  for (int i = 0; i < 3; ++i) crash();
  pool_.state = RunState::stopped;
  EXPECT_EQ(see({}), "fail crash_loop");
}

TEST_F(Watched, AWebGardensCrashesAreSeen) {
  see({running(1), running(2)});
  see({running(1), running(3)});
  see({running(1), running(4)});
  EXPECT_EQ(see({running(5), running(4)}), "fail crash_loop");
}

TEST_F(Watched, AWebGardenThatGrowsIsNoCrash) {
  see({running(1)});
  EXPECT_EQ(see({running(1), running(2), running(3), running(4)}), "pass ok");
  EXPECT_EQ(detail_, "4 worker processes are alive");
}

TEST_F(Watched, ReadingsFarApartSayNothingAboutEnds) {
  for (int i = 0; i < 9; ++i) EXPECT_EQ(see({running(++id_)}, 31s), "pass ok");
}

TEST_F(Watched, APoolThatStartsOnDemandNeedsNoProcess) {
  see({}, 20s);
  EXPECT_EQ(see({}, 20s), "pass ok");
}

TEST_F(Watched, APoolThatIsAlwaysRunningNeedsAProcessSoon) {
  pool_.start_mode = StartMode::always_running;
  EXPECT_EQ(see({}), "pass ok");
  EXPECT_EQ(see({}, 5s), "pass ok");
  EXPECT_EQ(see({}, 5s), "fail worker_process_missing");
  EXPECT_EQ(see({running(1)}), "pass ok");
}

TEST_F(Watched, RapidFailProtectionOneCrashAwayIsDegraded) {
  pool_.rapid_fail = RapidFailProtection{.max_crashes = 3, .interval = 5min};
  see({running(1)});
  EXPECT_EQ(crash(), "pass ok");
  EXPECT_EQ(crash(), "pass rapid_fail_near degraded");
  EXPECT_EQ(detail_,
            "worker processes of application pool 'Pool' ended unexpectedly 2 times within 5m; at "
            "3 IIS stops the pool");
  // Its interval is the longer one here.
  for (int i = 0; i < 9; ++i) see({running(id_)}, 20s);
  EXPECT_EQ(see({running(id_)}), "pass rapid_fail_near degraded");
}

TEST_F(Watched, WhatCannotBeReadIsIndeterminate) {
  EXPECT_EQ(told(watch_.observe(Error{Reason::iis_timeout, 0, "hangs"}, now_)),
            "indeterminate iis_timeout");
  EXPECT_EQ(told(watch_.observe(empty_reading(), now_)), "indeterminate not_observed");
  IisState state = empty_reading();
  state.app_pool_names["Pool"] = {.index = std::nullopt, .nearest = "Pol"};
  EXPECT_EQ(told(watch_.observe(state, now_)), "fail app_pool_missing");
  state = empty_reading();
  add_pool(state, {.name = "Pool", .state = RunState::started, .workers = unreadable()});
  EXPECT_EQ(told(watch_.observe(state, now_)), "indeterminate state_unreadable");
}

TEST_F(Watched, WhatWasForgottenIsNotCompared) {
  see({running(1)});
  for (int i = 0; i < 3; ++i) crash();
  watch_.forget();
  EXPECT_EQ(see({running(77)}), "pass ok");
}

}  // namespace
}  // namespace deepalive::probes
