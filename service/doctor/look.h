#pragma once

#include <exception>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "core/units.h"
#include "probes/isolated_worker.h"
#include "service/doctor/facts.h"

namespace deepalive::service::doctor {

// One thing that is looked at, on a thread of its own, and never waited for beyond its deadline:
// a thread that hangs is left behind. Looks run beside each other. `work` must hold all that it
// needs by itself.
template <class T>
class Look {
 public:
  template <class Work>
  Look(std::string what, Duration patience, Work work)
      : worker_({.what = what, .on_timeout = Reason::path_timeout, .max_hung = 1},
                [] { return std::make_shared<Session>(); }) {
    const auto answer = std::make_shared<std::promise<Fact<T>>>();
    seen_ = answer->get_future();
    worker_.request(
        patience, [work = std::move(work)](Session&) -> Result<T> { return guarded(work); },
        [answer, what, patience](Result<T> result) {
          if (!result && result.error().reason == Reason::path_timeout) {
            result = Error{Reason::path_timeout, 0,
                           what + ": no answer within " + format_duration(patience)};
          }
          answer->set_value(std::move(result));
        });
  }

  // Waits. Once only.
  Fact<T> take() { return seen_.get(); }

 private:
  struct Session {};

  template <class Work>
  static Result<T> guarded(const Work& work) {
    try {
      return work();
    } catch (const std::exception& error) {
      return Error{Reason::internal_error, 0, error.what()};
    }
  }

  std::future<Fact<T>> seen_;
  probes::IsolatedWorker<Session> worker_;
};

}  // namespace deepalive::service::doctor
